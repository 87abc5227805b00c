package analytics

import (
	"bytes"
	"flag"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the generated documents anew")

// Every rule is documented, and the document is that of the rule files.
func TestCatalogueInTheDocsIsFresh(t *testing.T) {
	const path = "../docs/rules.md"
	registry, err := LoadRules("")
	require.NoError(t, err)
	severities, err := LoadSeverities()
	require.NoError(t, err)
	var page bytes.Buffer
	require.NoError(t, registry.WriteCatalogue(&page, severities))
	for _, rule := range registry.All() {
		require.Contains(t, page.String(), "\n## "+rule.ID+"\n")
	}
	if *update {
		require.NoError(t, os.WriteFile(path, page.Bytes(), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), page.String(), "run the test with -update")
}
