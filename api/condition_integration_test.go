//go:build integration

package api_test

import (
	"fmt"
	"net/http"
	netmail "net/mail"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/api"
	"waymark/graphstore"
	"waymark/reports"
	"waymark/reports/mail"
)

// current is what an answer carries of a thing, also one that refuses to change it.
type current struct {
	Restriction  *restrictionAnswer
	Waiver       *graphstore.Waiver
	Subscription *graphstore.Subscription
}

// serveMail is serveWaiting for one that makes mail.
func serveMail(t *testing.T) *client {
	t.Helper()
	_, store := serveWaiting(t)
	mailer := &mail.Mailer{Store: store, Now: time.Now, Logger: discard, Composer: &mail.Composer{
		Graph: store, Library: library(t, store), From: &netmail.Address{Address: "waymark@example.com"}, Marking: reports.Marking{Label: "Test"},
	}}
	return serve(t, api.Options{Store: store, Engine: engineOver(t, store), Library: library(t, store), Mailer: mailer, BusyWait: 30 * time.Second})
}

// Of those who change what they all looked at, one does; the others are told how it is now.
func TestOneOfManyChangesOfTheSameStateIsMade(t *testing.T) {
	c := serveMail(t)
	c.run()
	restriction := read[restrictionDocument](t, c.restrict(restrictV1), http.StatusCreated).Restriction.ID
	finding := read[findingsDocument](t, c.get("/api/v1/findings?rule=predecessor-undeclared"), http.StatusOK).Findings[0]
	grant := fmt.Sprintf(`{"fingerprint":%q,"reason":"can wait","reference":"R-1","until":%q}`, finding.Fingerprint, finding.OpenedOn)
	waiver := read[current](t, c.send(http.MethodPost, "/api/v1/waivers", grant), http.StatusCreated).Waiver.ID
	subscribe := func() string {
		made := c.send(http.MethodPost, "/api/v1/subscriptions", `{"audience":"panel","pack":"digest","schedule":"0 7 * * MON","to":["a@example.com"]}`)
		return "/api/v1/subscriptions/" + read[current](t, made, http.StatusCreated).Subscription.ID
	}
	for name, tc := range map[string]struct {
		method, path, query, body string
		// changed tells whether a refusal tells of the change.
		changed func(current) bool
	}{
		"lift a restriction":    {http.MethodDelete, "/api/v1/restrictions/" + restriction, "", "", func(now current) bool { return now.Restriction.State == "lifted" }},
		"end a waiver":          {http.MethodDelete, "/api/v1/waivers/" + waiver, "?why=mended", "", func(now current) bool { return !now.Waiver.Standing }},
		"change a subscription": {http.MethodPatch, subscribe(), "", `{"paused":true}`, func(now current) bool { return now.Subscription.Paused }},
	} {
		t.Run(name, func(t *testing.T) {
			tag := c.get(tc.path).header.Get("ETag")
			answers := make(chan answer, 4)
			for range cap(answers) {
				go func() { answers <- c.send(tc.method, tc.path+tc.query, tc.body, "If-Match", tag) }()
			}
			made := 0
			for range cap(answers) {
				a := <-answers
				if a.status == http.StatusOK {
					made++
					continue
				}
				refused(t, a, http.StatusPreconditionFailed, "changed-since")
				require.True(t, tc.changed(read[current](t, a, http.StatusPreconditionFailed)), a.body)
				require.Equal(t, c.get(tc.path).header.Get("ETag"), a.header.Get("ETag"), "what it is read with now")
			}
			require.Equal(t, 1, made)
			refused(t, c.send(tc.method, tc.path+tc.query, tc.body, "If-Match", `"a" "b"`), http.StatusBadRequest, "bad-etag")
		})
	}
}

// A subscription that was changed is not removed by who has not seen that.
func TestWhatWasChangedIsNotRemovedUnseen(t *testing.T) {
	c := serveMail(t)
	made := c.send(http.MethodPost, "/api/v1/subscriptions", `{"audience":"panel","pack":"digest","schedule":"0 7 * * MON","to":["a@example.com"]}`)
	path := "/api/v1/subscriptions/" + read[current](t, made, http.StatusCreated).Subscription.ID
	first := c.get(path).header.Get("ETag")
	require.Equal(t, http.StatusOK, c.send(http.MethodPatch, path, `{"paused":true}`, "If-Match", first).status)
	a := c.do(http.MethodDelete, path, nil, "If-Match", first)
	refused(t, a, http.StatusPreconditionFailed, "changed-since")
	second := a.header.Get("ETag")
	require.Equal(t, http.StatusOK, c.do(http.MethodDelete, path, nil, "If-Match", first+", "+second).status, "one of a list is enough")
	refused(t, c.do(http.MethodDelete, path, nil, "If-Match", "*"), http.StatusNotFound, "not-found")
}
