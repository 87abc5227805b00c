//go:build integration

package api_test

import (
	"log/slog"
	"net/http"
	netmail "net/mail"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/api"
	"waymark/graphstore"
	"waymark/internal/neo4jtest"
	"waymark/reports"
	"waymark/reports/mail"
)

type subscriptionDocument struct {
	Subscription struct {
		ID, Audience, Pack, Schedule, Zone, Format string
		To                                         []string
		Paused                                     bool
		Revision                                   int64
	}
}

func TestSubscriptionsAndMessagesOverHTTP(t *testing.T) {
	_, store := serveGraph(t)
	mailer := &mail.Mailer{Store: store, Now: time.Now, Logger: slog.New(slog.DiscardHandler), Composer: &mail.Composer{
		Graph: store, Library: library(t, store), From: &netmail.Address{Address: "waymark@example.com"}, Marking: reports.Marking{Label: "Test"},
	}}
	c := serve(t, api.Options{Store: store, Engine: engineOver(t, store), Library: library(t, store), Mailer: mailer})
	post := func(path, body string) answer {
		return c.do(http.MethodPost, path, strings.NewReader(body), "Content-Type", "application/json")
	}
	const path = "/api/v1/subscriptions"
	made := read[subscriptionDocument](t, post(path, `{"audience":"panel","pack":"digest","schedule":"0 7 * * MON","to":["a@example.com","b@example.com"]}`), http.StatusCreated).Subscription
	require.Equal(t, "Europe/London", made.Zone)
	require.Equal(t, made, read[subscriptionDocument](t, c.get(path+"/"+made.ID), http.StatusOK).Subscription)
	refused(t, post(path, `{"audience":"supplier","party":"x","pack":"panel","schedule":"0 7 * * *","to":["a@example.com"]}`), http.StatusUnprocessableEntity, "pack-not-for-audience")
	refused(t, post(path, `{"audience":"panel","pack":"digest","schedule":"0 7 * * *","to":["a@example.com\nBcc: b@c"]}`), http.StatusUnprocessableEntity, "bad-address")
	refused(t, c.get(path+"/none"), http.StatusNotFound, "not-found")

	patch := func(body string) answer {
		return c.do(http.MethodPatch, path+"/"+made.ID, strings.NewReader(body), "Content-Type", "application/json")
	}
	changed := read[subscriptionDocument](t, patch(`{"paused":true,"schedule":"0 8 * * *"}`), http.StatusOK).Subscription
	require.True(t, changed.Paused)
	require.Equal(t, "0 8 * * *", changed.Schedule)
	refused(t, patch(`{"paused":false,"revision":1}`), http.StatusConflict, "conflict")

	preview := read[struct{ Preview api.Preview }](t, c.do(http.MethodPost, path+"/"+made.ID+"/preview", nil), http.StatusOK).Preview
	require.Contains(t, preview.Text, "Nothing to report yet")
	c.load("cpl", listHeader+row("V1", "00000001", "N/A")+row("V2", "00000002", ""), "")
	c.run()
	read[struct{ Preview api.Preview }](t, post(path+"/"+made.ID+"/send", `{"to":["me@example.com"]}`), http.StatusAccepted)
	read[struct{ Preview api.Preview }](t, c.do(http.MethodPost, path+"/"+made.ID+"/send", nil), http.StatusAccepted)

	type messages struct {
		Messages []graphstore.Message
		Total    int
		Next     string
	}
	first := read[messages](t, c.get("/api/v1/messages?limit=2"), http.StatusOK)
	require.Equal(t, 3, first.Total)
	rest := read[messages](t, c.get("/api/v1/messages?limit=2&cursor="+url.QueryEscape(first.Next)), http.StatusOK)
	require.Len(t, rest.Messages, 1)
	require.Equal(t, []string{"me@example.com"}, rest.Messages[0].To)
	require.Empty(t, read[messages](t, c.get("/api/v1/messages?state=dead"), http.StatusOK).Messages)
	refused(t, c.get("/api/v1/messages?state=lost"), http.StatusUnprocessableEntity, "validation")
	again := read[struct{ Message graphstore.Message }](t, c.do(http.MethodPost, "/api/v1/messages/"+rest.Messages[0].ID+"/resend", nil), http.StatusOK).Message
	require.Equal(t, rest.Messages[0].MessageID, again.MessageID)
	refused(t, c.do(http.MethodPost, "/api/v1/messages/none/resend", nil), http.StatusNotFound, "not-found")
	require.Equal(t, http.StatusOK, c.get("/api/v1/undeliverable").status)

	require.Equal(t, http.StatusOK, c.do(http.MethodDelete, path+"/"+made.ID+"?by=me", nil).status)
	refused(t, c.get(path+"/"+made.ID), http.StatusNotFound, "not-found")
	require.NotNil(t, neo4jtest.Query(t, "MATCH (s:Subscription) WHERE s.removedBy = 'me' RETURN s.id AS a", nil))
	require.NotContains(t, c.get("/readyz").body, `"mail"`)
}
