package graphstore

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/stretchr/testify/require"
)

// late answers nothing before its deadline, and then as the driver does.
type late struct{}

func (late) Run(ctx context.Context, _ string, _ map[string]any) (neo4j.ResultWithContext, error) {
	<-ctx.Done()
	return nil, &neo4j.ConnectivityError{Inner: errors.New("Timeout while reading from connection: " + ctx.Err().Error())}
}

func TestALeaseThatIsWaitedForInVainIsHeld(t *testing.T) {
	r := &Rehearsal{tx: &transaction{tx: late{}, log: slog.New(slog.DiscardHandler)}}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	_, err := r.lock(ctx)
	require.ErrorIs(t, err, errHeld)

	ctx, cancel = context.WithCancel(t.Context())
	cancel()
	_, err = r.lock(ctx)
	require.NotErrorIs(t, err, errHeld)
}
