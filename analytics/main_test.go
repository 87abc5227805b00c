package analytics_test

import (
	"os"
	"testing"

	"waymark/internal/neo4jtest"
)

func TestMain(m *testing.M) { os.Exit(neo4jtest.Main(m)) }
