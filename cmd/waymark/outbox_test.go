package main

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/cpl"
	"waymark/graphstore"
	"waymark/reports/mail"
)

// unwell is a store in which nothing can be made, and whose outbox counts how
// often it was asked for what waits.
type unwell struct {
	mail.Store
	asked int
}

var errUnwell = errors.New("the report is damaged")

func (*unwell) WarnOfWaivers(context.Context, cpl.Date) (int, error) { return 0, errUnwell }

func (*unwell) Subscriptions(context.Context, graphstore.Scope) ([]graphstore.Subscription, error) {
	return nil, nil
}

func (u *unwell) ClaimMessages(context.Context, graphstore.Claim) ([]graphstore.Claimed, error) {
	u.asked++
	return nil, nil
}

func TestFlushSendsWhatWaitsThoughSomethingCannotBeMade(t *testing.T) {
	var out bytes.Buffer
	c, store := &command{stdout: &out}, &unwell{}
	m := &mail.Mailer{Store: store, Zone: time.UTC, Now: time.Now, Logger: slog.New(slog.DiscardHandler), Delivery: &mail.Delivery{Outbox: store, Now: time.Now}}
	require.ErrorIs(t, c.flush(t.Context(), nil, m), errUnwell)
	require.Equal(t, 1, store.asked)
	require.NotEmpty(t, out.String(), "and says what was sent")
}
