//go:build integration

package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/api/identity"
	"waymark/graphstore"
)

// claimed believes a request: role, party and manufacturer identifiers, with / between them.
type claimed struct{}

func (claimed) Authenticate(r *http.Request) (identity.Principal, error) {
	parts := strings.Split(r.Header.Get("Authorization"), "/")
	if len(parts) != 3 {
		return identity.Principal{}, nil
	}
	return identity.Principal{
		Kind: identity.Key, ID: "k", Name: parts[0] + " key", Role: identity.Role(parts[0]), Party: parts[1], ManufacturerIDs: strings.Fields(parts[2]), Scopes: identity.KeyScopes,
	}, nil
}

// is the client as somebody else sends its requests.
func (c *client) is(role identity.Role, party, ids string) *client {
	other := *c
	other.as = string(role) + "/" + party + "/" + ids
	return &other
}

const (
	ownModel     = "ESME|A0C1|00000001"
	foreignRow   = "O1,ESME,B0B2,00000001,00000001,Current,N/A\n"
	twoParties   = "Party,Category,Manufacturer Identifiers\nAcme,manufacturer,A0C1\nBest,manufacturer,B0B2\n"
	threeReturns = "S1,ESME,A0C1,00000001,00000001,2025-01-31,40\nS2,ESME,A0C1,00000001,00000001,2025-01-31,30\nS3,ESME,A0C1,00000001,00000009,2025-01-31,31\n"
)

// serveParties serves an estate of two manufacturers and three suppliers after a run.
func serveParties(t *testing.T) (operator *client) {
	t.Helper()
	c, _ := serveGraphTo(t, claimed{})
	operator = c.is(identity.Operator, "", "")
	operator.load("cpl", listHeader+row("V1", "00000001", "N/A")+row("V2", "00000002", "GONE")+row("V3", "00000003", "V1,O1")+foreignRow, "")
	operator.load("installs", returnHeader+threeReturns, "")
	operator.load("parties", twoParties, "")
	operator.run()
	return operator
}

func TestEachPartySeesItsOwn(t *testing.T) {
	operator := serveParties(t)
	acme, best := operator.is(identity.Manufacturer, "Acme", "A0C1"), operator.is(identity.Manufacturer, "Best", "B0B2")
	s1, nobody := operator.is(identity.Supplier, "S1", ""), operator.is(identity.Manufacturer, "Idle", "")
	type document struct{ Version graphstore.VersionDetail }
	require.EqualValues(t, 70, *read[document](t, operator.get("/api/v1/versions/V1"), http.StatusOK).Version.Installs)
	require.EqualValues(t, 40, *read[document](t, s1.get("/api/v1/versions/V1"), http.StatusOK).Version.Installs)
	require.NotContains(t, acme.get("/api/v1/versions/V1").body, "installs")
	hidden, absent := best.get("/api/v1/versions/V1"), best.get("/api/v1/versions/V9")
	refused(t, hidden, http.StatusNotFound, "not-found")
	require.Equal(t, strings.ReplaceAll(strings.ReplaceAll(absent.body, "V9", "V1"), absent.header.Get("X-Request-Id"), ""), strings.ReplaceAll(hidden.body, hidden.header.Get("X-Request-Id"), ""),
		"what is another's is as what is not there")
	refused(t, nobody.get("/api/v1/versions"), http.StatusForbidden, "nothing-in-scope")
	for who, rules := range map[*client][]string{
		acme: {"predecessor-foreign V3", "predecessor-unknown V2", "version-unrooted V2"}, best: {},
		s1: {}, operator.is(identity.Supplier, "S3", ""): {"install-orphaned S3|" + ownModel + "|00000009"},
	} {
		require.Equal(t, rules, rulesOf(read[list[map[string]any]](t, who.get("/api/v1/findings"), http.StatusOK).Findings), who.as)
	}
	all := rulesOf(read[list[map[string]any]](t, operator.get("/api/v1/findings"), http.StatusOK).Findings)
	require.NotContains(t, all, "version-unrooted V2")
	require.Contains(t, all, "version-unreachable V2")
	named := read[list[map[string]any]](t, operator.get("/api/v1/findings?rule=version-unrooted"), http.StatusOK).Findings
	require.Equal(t, []string{"version-unrooted V2"}, rulesOf(named))
	theirs := read[list[map[string]any]](t, operator.get("/api/v1/findings?rule=version-unreachable"), http.StatusOK).Findings[0]["fingerprint"].(string)
	for _, a := range []answer{
		acme.get("/api/v1/findings/" + theirs),
		acme.do(http.MethodPatch, "/api/v1/findings/"+theirs, strings.NewReader(`{"to":"acknowledged","why":"w","revision":1}`), "Content-Type", "application/json"),
		acme.do(http.MethodPost, "/api/v1/findings/"+theirs+"/comments", strings.NewReader(`{"text":"hello"}`), "Content-Type", "application/json"),
	} {
		refused(t, a, http.StatusNotFound, "not-found")
	}
	require.NotContains(t, operator.get("/metrics").body, "version-unrooted")
	require.NotContains(t, operator.get("/api/v1/reports/panel").body, "version-unrooted")
}

func TestReportsAreForTheirReaders(t *testing.T) {
	operator := serveParties(t)
	acme, best, s1 := operator.is(identity.Manufacturer, "Acme", "A0C1"), operator.is(identity.Manufacturer, "Best", "B0B2"), operator.is(identity.Supplier, "S1", "")
	published := map[string]string{}
	for _, pack := range []string{"panel", "fir", "manufacturer/Acme", "supplier/S1"} {
		name, party, _ := strings.Cut(pack, "/")
		a := operator.do(http.MethodPost, "/api/v1/reports/published", strings.NewReader(`{"pack":"`+name+`","party":"`+party+`"}`), "Content-Type", "application/json")
		published[pack] = read[publishedDocument](t, a, http.StatusCreated).Report.ID
	}
	own := acme.get("/api/v1/reports/manufacturer?party=Acme")
	require.Equal(t, http.StatusOK, own.status, own.body)
	require.Contains(t, own.body, "version-unrooted")
	require.NotContains(t, own.body, "version-unreachable")
	refused(t, acme.get("/api/v1/reports/manufacturer?party=Best"), http.StatusNotFound, "not-found")
	refused(t, acme.get("/api/v1/reports/manufacturer?party=Nobody"), http.StatusNotFound, "not-found")
	refused(t, s1.get("/api/v1/reports/supplier?party=S2"), http.StatusNotFound, "not-found")
	require.Equal(t, http.StatusOK, s1.get("/api/v1/reports/supplier?party=S1").status)
	require.Equal(t, http.StatusOK, s1.get("/api/v1/reports/fir").status)
	refused(t, acme.get("/api/v1/reports/panel"), http.StatusForbidden, "role-missing")
	for who, may := range map[*client][]string{acme: {"manufacturer/Acme"}, best: {}, s1: {"fir", "supplier/S1"}, operator: {"panel", "fir", "manufacturer/Acme", "supplier/S1"}} {
		require.Equal(t, len(may), read[list[any]](t, who.get("/api/v1/reports/published"), http.StatusOK).Total, who.as)
		for pack, id := range published {
			a := who.get("/api/v1/reports/published/" + id)
			if strings.Contains(strings.Join(may, " "), pack) {
				require.Equal(t, http.StatusOK, a.status, "%s %s", who.as, pack)
				continue
			}
			refused(t, a, http.StatusNotFound, "not-found")
		}
	}
	file := operator.get("/api/v1/reports/published/" + published["supplier/S1"]).body
	refused(t, acme.do(http.MethodPost, "/api/v1/verify", strings.NewReader(file), "Content-Type", "application/octet-stream"), http.StatusNotFound, "not-found")
}

func TestInstallTotalsAreThoseThatMayBeTold(t *testing.T) {
	operator := serveParties(t)
	type document struct {
		Totals struct {
			Cells []struct {
				ModelKey string
				Devices  int64
			}
			Margins []struct {
				ManufacturerID, DeviceType string
				Cells, Devices             int64
			}
			Devices int64
		}
	}
	for who, cells := range map[*client]int{operator: 1, operator.is(identity.Manufacturer, "Acme", "A0C1"): 1, operator.is(identity.Manufacturer, "Best", "B0B2"): 0} {
		got := read[document](t, who.get("/api/v1/installs/totals"), http.StatusOK).Totals
		require.Len(t, got.Cells, cells, who.as)
		require.Len(t, got.Margins, cells, who.as)
		if cells > 0 {
			require.EqualValues(t, 100, got.Cells[0].Devices, "101, rounded")
			require.EqualValues(t, 100, got.Devices)
		}
	}
	refused(t, operator.is(identity.Supplier, "S1", "").get("/api/v1/installs/totals"), http.StatusForbidden, "role-missing")
}

func TestAManufacturerLintsItsOwnRows(t *testing.T) {
	operator := serveParties(t)
	acme := operator.is(identity.Manufacturer, "Acme", "A0C1")
	lint := func(rows string) answer {
		return acme.do(http.MethodPost, "/api/v1/lint", strings.NewReader(listHeader+rows), "Content-Type", "text/csv")
	}
	p := refused(t, lint(row("V4", "00000004", "V1")+foreignRow), http.StatusUnprocessableEntity, "foreign-rows")
	require.Contains(t, p.Detail, "line 3 has the manufacturer identifier B0B2")
	p = refused(t, lint(row("O1", "00000004", "V1")), http.StatusUnprocessableEntity, "foreign-rows")
	require.Contains(t, p.Detail, "line 2 has the CPL Entry ID O1")
	a := lint(row("V4", "00000004", "V2") + row("V2", "00000002", "V1"))
	got := read[struct{ Lint rehearsedDocument }](t, a, http.StatusOK).Lint
	require.Contains(t, rulesOf(got.Closes), "version-unrooted V2")
	require.NotContains(t, rulesOf(got.Closes), "version-unreachable V2")
	for _, f := range append(got.Opens, got.Closes...) {
		require.Empty(t, f["severity"])
		require.Zero(t, f["installs"])
		require.NotContains(t, f["evidence"], "devicesOfModel")
	}
	require.NotContains(t, a.body, "S1")
}

func TestExplainTellsEachPartyItsOwn(t *testing.T) {
	operator := serveParties(t)
	explain := func(who *client, subject string) answer {
		return who.get("/api/v1/explain?subject=" + url.QueryEscape(subject))
	}
	acme, s1 := operator.is(identity.Manufacturer, "Acme", "A0C1"), operator.is(identity.Supplier, "S1", "")
	for _, subject := range []string{"V1", "V2", "V3", "GONE", ownModel} {
		for who, secrets := range map[*client][]string{acme: {"S1", "S2", "S3", "device", "70", "40"}, s1: {"S2", "S3", "70", "101"}} {
			a := explain(who, subject)
			require.Equal(t, http.StatusOK, a.status, a.body)
			says := read[struct{ Explain struct{ Says []string } }](t, a, http.StatusOK).Explain.Says
			for _, secret := range secrets {
				text := strings.ReplaceAll(strings.Join(says, " "), "device model", "model")
				require.NotContains(t, text, secret, "%s about %s", who.as, subject)
			}
			require.NotContains(t, a.body, `"S2"`, "%s about %s", who.as, subject)
		}
	}
	require.Contains(t, explain(s1, "V1").body, `"devices":40`)
	refused(t, explain(s1, "S2|"+ownModel+"|00000001"), http.StatusNotFound, "unknown-subject")
	require.Equal(t, http.StatusOK, explain(s1, "S1|"+ownModel+"|00000001").status)
	for _, foreign := range []string{"O1", "ESME|B0B2|00000001", "S1|" + ownModel + "|00000001"} {
		p := refused(t, explain(acme, foreign), http.StatusNotFound, "unknown-subject")
		require.NotContains(t, p.Hint, "S1|")
	}
}
