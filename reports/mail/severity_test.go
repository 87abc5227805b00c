package mail_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/graphstore"
	"waymark/reports"
)

// Severity depends on installs, so a manufacturer's mail says none, neither in
// words nor by its order.
func TestManufacturersAreToldNoSeverity(t *testing.T) {
	first, last := versionFinding(6, makerOne, "B0B0", 2), versionFinding(5, makerOne, "B0B0", 2)
	first.Severity, last.Severity = "critical", "low"
	then, now := before(), after()
	then.Findings = append([]reports.Finding{first}, append(then.Findings, last)...)
	now.Findings = append([]reports.Finding{first}, append(now.Findings, last)...)
	for _, since := range []string{"", "run-11"} {
		sub := subscription("manufacturer", makerOne, "digest")
		sub.LastRunID = since
		made := compose(t, composer(then, now), sub)
		for _, word := range []string{"critical", "high", "low", "everity", "worst"} {
			require.NotContains(t, made.Body.Text, word)
		}
		require.Regexp(t, `(?s)B0B0 entry 5.*B0B0 entry 6`, made.Body.Text, "by subject, not the worst first")
	}
	made := compose(t, composer(then, now), subscription("panel", "", "digest"))
	require.Contains(t, made.Body.Text, "By severity")
	require.Contains(t, made.Body.Text, "critical")
}

func TestManufacturersMayNotChooseBySeverity(t *testing.T) {
	sub := subscription("manufacturer", makerOne, "digest")
	sub.Severities = []string{"critical"}
	_, err := composer().Check(t.Context(), sub)
	require.Equal(t, "severity-not-for-audience", inputError(t, err))
	sub = subscription("panel", makerOne, "manufacturer")
	sub.Severities = []string{"critical"}
	_, err = composer().Check(t.Context(), sub)
	require.Equal(t, "severity-not-for-audience", inputError(t, err), "it is read as the manufacturer does")
	sub = subscription("supplier", supplierOne, "digest")
	sub.Severities = []string{"critical"}
	_, err = composer().Check(t.Context(), sub)
	require.NoError(t, err)

	kept := subscription("manufacturer", makerOne, "digest")
	all := compose(t, composer(before(), after()), kept)
	kept.Severities = []string{"critical"}
	require.Equal(t, all.Letter.Subject, compose(t, composer(before(), after()), kept).Letter.Subject, "one of an earlier version is not filtered by it")
}

func TestNoticesOfManufacturersSayNoSeverity(t *testing.T) {
	maker := &graphstore.Party{ID: makerOne, Name: makerOne, Category: "manufacturer", Email: "fw@maker.example"}
	supplier := &graphstore.Party{ID: supplierOne, Name: supplierOne, Category: "supplier", Email: "ops@supplier.example"}
	notice := graphstore.Notice{ID: "1", Kind: "waiver-lapsed", Owner: "manufacturer", Party: maker, Subject: "entry", Rule: "predecessor-undeclared", Severity: "critical", On: "2026-12-01"}
	other := notice
	other.ID, other.Owner, other.Party = "2", "supplier", supplier
	told := tell(t, notice, other)
	i := slices.IndexFunc(told, func(m graphstore.NewMessage) bool { return m.To == maker.Email })
	require.NotContains(t, told[i].Body.Text+told[i].Body.HTML, "critical")
	require.Contains(t, told[1-i].Body.Text, "critical")
}
