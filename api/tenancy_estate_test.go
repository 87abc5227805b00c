//go:build integration

package api_test

import (
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	netmail "net/mail"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/api"
	"waymark/api/identity"
	"waymark/graphstore"
	"waymark/internal/neo4jtest"
	"waymark/reports"
	"waymark/reports/mail"
)

// estate is what the walk asks about: two manufacturers and three suppliers, whose
// ids, names and counts are found nowhere else.
type estate struct {
	*client // an operator's
	panel   *client
	// spare is a finding to waive, days how many days were given out.
	spare string
	days  int
	// common is what belongs to no party, by the names of things.
	common things
}

// serveTenants serves the estate to those who hold a key, as waymark serve does.
func serveTenants(t *testing.T) *estate {
	t.Helper()
	n := neo4jtest.Cleared(t, "SchemaMigration")
	store, err := graphstore.Connect(t.Context(), graphstore.Config{URI: n.URI, Username: n.Username, Password: n.Password, Database: n.Database})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close(t.Context())) })
	_, err = store.Migrate(t.Context())
	require.NoError(t, err)
	keys, books := identity.NewKeys(store, discard), library(t, store)
	t.Cleanup(keys.Close)
	gate := &identity.Gate{Keys: keys, Sessions: identity.NewSessions(store)}
	first, _, err := identity.FirstKey(t.Context(), store)
	require.NoError(t, err)
	c := serve(t, api.Options{
		Authenticator: gate, Sessions: gate.Sessions, Logins: identity.NewLogins(store, nil, discard),
		Store: store, Engine: engineOver(t, store), Library: books, TempDir: t.TempDir(), BusyWait: 300 * time.Millisecond, Limits: api.Limits{Rate: 1e6, Burst: 1e6},
		Mailer: &mail.Mailer{Store: store, Now: time.Now, Logger: slog.New(slog.DiscardHandler), Composer: &mail.Composer{
			Graph: store, Library: books, From: &netmail.Address{Address: "waymark@example.com"}, Marking: reports.Marking{Label: "Test"},
		}},
	})
	c.as = "Bearer " + first.Secret
	e := &estate{client: c}
	e.fill()
	return e
}

// fill loads the estate and makes one of each thing that belongs to no party.
func (e *estate) fill() {
	e.common = things{"ruleId": "predecessor-unknown", "month": time.Now().AddDate(0, 1, 0).Format(time.DateOnly)}
	e.common["import"] = e.load("cpl", listHeader+row("ALDER-1", "00000001", "N/A")+row("ALDER-2", "00000002", "GHOST-A,ALDER-1")+row("ALDER-3", "00000003", "")+
		"BIRCH-1,ESME,B0B2,0000B001,00000001,Current,N/A\nBIRCH-2,ESME,B0B2,0000B001,00000002,Current,\"GHOST-B,BIRCH-1\"\nBIRCH-3,ESME,B0B2,0000B001,00000003,Current,\n", "").ID
	e.load("installs", returnHeader+
		"Severnside,ESME,A0C1,00000001,00000009,2025-01-31,70177\nSevernside,ESME,B0B2,0000B001,00000002,2025-01-31,60166\n"+
		"Tyneside,ESME,A0C1,00000001,00000009,2025-01-31,50155\nTyneside,ESME,B0B2,0000B001,00000009,2025-01-31,40144\n"+
		"Medway,ESME,A0C1,00000001,00000003,2025-01-31,30133\nMedway,ESME,A0C1,00000001,00000009,2025-01-31,20122\n", "")
	e.load("parties", "Party,Category,Manufacturer Identifiers,Contact,E-mail\nAlder,manufacturer,A0C1,Ann,ann@alder.example\nBirch,manufacturer,B0B2,Bob,bob@birch.example\n"+
		"Idle,manufacturer,,Ida,ida@idle.example\nSevernside,supplier,,Sue,sue@severnside.example\nTyneside,supplier,,Tom,tom@tyneside.example\n", "")
	e.common["run"] = e.run().ID
	e.common["other"] = e.common["run"]
	e.panel = e.holder(identity.Panel, "")
	e.spare = e.fingerprint("install-orphaned", "Medway|ESME|A0C1|00000001|00000009")
	e.post("/api/v1/baseline", `{"reason":"r","reference":"R-1"}`)
	for _, entry := range []string{"ALDER-2", "BIRCH-2"} {
		e.post("/api/v1/asked", `{"entry":"`+entry+`","reference":"letter"}`)
	}
	e.waive(e.common)
	e.subscribe(e.common)
	e.post("/api/v1/subscriptions/"+e.common["subscription"]+"/send", "")
	e.common["message"] = read[struct{ Messages []graphstore.Message }](e.t, e.get("/api/v1/messages"), http.StatusOK).Messages[0].ID
}

// post sends what has to succeed.
func (e *estate) post(path, body string) answer {
	e.t.Helper()
	a := e.send(http.MethodPost, path, body)
	require.Less(e.t, a.status, 300, "%s: %s", path, a.body)
	return a
}

// holder is somebody with a key of the role.
func (e *estate) holder(role identity.Role, party string) *client {
	e.t.Helper()
	scopes := `["read","change"]`
	if role == identity.Operator {
		scopes = `["read","change","keys"]`
	}
	a := e.post("/api/v1/keys", fmt.Sprintf(`{"role":%q,"party":%q,"scopes":%s}`, role, party, scopes))
	other := *e.client
	other.as = "Bearer " + read[struct{ Key struct{ Secret string } }](e.t, a, http.StatusCreated).Key.Secret
	return &other
}

func (e *estate) fingerprint(rule, subject string) string {
	e.t.Helper()
	for _, f := range read[list[map[string]any]](e.t, e.get("/api/v1/findings?rule="+rule), http.StatusOK).Findings {
		if f["subject"] == subject {
			return f["fingerprint"].(string)
		}
	}
	require.Fail(e.t, "no finding of "+rule+" about "+subject)
	return ""
}

// publish publishes a party's report and gives its id and file.
func (e *estate) publish(pack, party string) things {
	e.t.Helper()
	a := e.post("/api/v1/reports/published", fmt.Sprintf(`{"pack":%q,"party":%q}`, pack, party))
	id := read[publishedDocument](e.t, a, http.StatusCreated).Report.ID
	return things{"report": id, "sealed": e.get("/api/v1/reports/published/" + id).body}
}

// maker is what a manufacturer has, supplier what a supplier has.
func (e *estate) maker(party, id, model, prefix string) things {
	made := things{
		"entryId": prefix + "-2", "from": prefix + "-1", "key": "ESME|" + id + "|" + model, "maker": id, "manufacturerParty": party,
		"fingerprint": e.fingerprint("predecessor-unknown", prefix+"-2"), "subject": prefix + "-2", "rule": "predecessor-unknown", "supplier": "",
	}
	e.restrict(made)
	maps.Copy(made, e.publish("manufacturer", party))
	return with(e.common, made)
}

func (e *estate) supplier(party string, seen things) things {
	subject := party + "|ESME|A0C1|00000001|00000009"
	own := things{"supplierParty": party, "supplier": party, "fingerprint": e.fingerprint("install-orphaned", subject), "subject": subject, "rule": "install-orphaned"}
	return with(seen, own, e.publish("supplier", party))
}

// with is everything in some things; what comes later goes before.
func with(all ...things) things {
	out := things{}
	for _, some := range all {
		maps.Copy(out, some)
	}
	return out
}

// readRevision notes on which revision a finding is changed, and to what.
func (e *estate) readRevision(own things) {
	f := read[graphstore.FindingDetail](e.t, e.get("/api/v1/findings/"+own["fingerprint"]), http.StatusOK).Finding
	own["revision"], own["state"] = strconv.FormatInt(f.Revision, 10), "acknowledged"
	if f.State == "acknowledged" {
		own["state"] = "open"
	}
}

// nextDay notes a day that nothing was restricted on yet.
func (e *estate) nextDay(own things) {
	e.days++
	own["day"] = time.Now().AddDate(1, 0, e.days).Format(time.DateOnly)
}

func (e *estate) restrict(own things) {
	e.nextDay(own)
	body := strings.NewReplacer("{from}", own["from"], "{to}", own["entryId"], "{day}", own["day"]).Replace(`{"from":"{from}","to":"{to}","reason":"r","reference":"R-1","startsOn":"{day}","endsOn":"{day}"}`)
	own["restriction"] = read[restrictionDocument](e.t, e.post("/api/v1/restrictions", body), http.StatusCreated).Restriction.ID
}

// waive waives the spare finding, which ends its waiver before.
func (e *estate) waive(own things) {
	if standing := e.common["waiver"]; standing != "" {
		e.panel.do(http.MethodDelete, "/api/v1/waivers/"+standing+"?why=again", nil)
	}
	a := e.panel.send(http.MethodPost, "/api/v1/waivers", fmt.Sprintf(`{"fingerprint":%q,"reason":"r","reference":"R-1","until":%q}`, e.spare, e.common["month"]))
	own["waiver"] = read[struct{ Waiver graphstore.Waiver }](e.t, a, http.StatusCreated).Waiver.ID
}

func (e *estate) subscribe(own things) {
	a := e.post("/api/v1/subscriptions", `{"audience":"panel","pack":"digest","schedule":"30 7 * * 1","to":["a@example.com"]}`)
	own["subscription"] = read[subscriptionDocument](e.t, a, http.StatusCreated).Subscription.ID
}

func (e *estate) issue(own things) {
	own["apiKey"] = read[struct{ Key struct{ ID string } }](e.t, e.post("/api/v1/keys", `{"role":"auditor"}`), http.StatusCreated).Key.ID
}
