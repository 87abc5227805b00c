package mail_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/graphstore"
	"waymark/reports/mail"
)

// spoilt is a shelf on which one body is damaged.
type spoilt struct{ *shelf }

func (s spoilt) MessageBodies(ctx context.Context, scope graphstore.Scope, sums []string) (map[string]*graphstore.MessageBody, error) {
	if slices.Contains(sums, "damaged") {
		return nil, fmt.Errorf("read: %w", &graphstore.DamagedBodyError{SHA256: "damaged"})
	}
	return s.shelf.MessageBodies(ctx, scope, sums)
}

func TestADamagedBodyHoldsUpNoOtherMessage(t *testing.T) {
	p := startPeer(t, plain)
	box := fill(5, anyone, newClock().at)
	box.messages[2].Body = "damaged"
	tally, err := delivery(t, "smtp://"+p.address+"?tls=off", "", spoilt{box}, newClock()).Flush(t.Context())
	require.NoError(t, err)
	require.Equal(t, mail.Tally{Sent: 4, Dead: 1}, tally)
	require.Equal(t, graphstore.MessageDead, box.messages[2].State)
	require.Contains(t, box.messages[2].Reply, "damaged")
}
