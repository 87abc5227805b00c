package mail_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/reports"
	"waymark/reports/mail"
)

// undecided is the run after before: it could decide neither an entry of a
// manufacturer nor what a rule kept for manufacturers found, nor a cohort.
func undecided() *reports.Panel {
	p := before()
	p.Run = reports.Run{ID: "run-12", Number: 12, Started: at(25), Status: "ok"}
	p.Findings, p.Held = p.Findings[2:], p.Findings[:1]
	p.Held = append(p.Held, p.Findings[0])
	p.Findings = p.Findings[1:]
	p.Told = &reports.Told{Held: []reports.Finding{unrooted()}}
	return p
}

func unrooted() reports.Finding {
	f := versionFinding(5, makerOne, "B0B0", 2)
	f.Rule = "version-unrooted"
	return f
}

func digestOf(before, now *reports.Panel, role, party string) mail.Digest {
	a := reports.Audience{Role: role, Party: party}
	if role == reports.AudienceManufacturer {
		a.ManufacturerIDs = []string{"B0B0"}
	}
	return mail.NewDigest(before, now, a, mail.Filter{})
}

func TestWhatARunCouldNotDecideIsNotResolved(t *testing.T) {
	then := before()
	then.Told = &reports.Told{Findings: []reports.Finding{unrooted()}}
	for _, reader := range []struct {
		role, party string
		gone        []string
		held        int
	}{
		{reports.AudiencePanel, "", []string{"c-" + supplierTwo + "-2"}, 2},
		{reports.AudienceManufacturer, makerOne, nil, 2},
		{reports.AudienceSupplier, supplierOne, nil, 1},
		{reports.AudienceSupplier, supplierTwo, []string{"c-" + supplierTwo + "-2"}, 0},
	} {
		d := digestOf(then, undecided(), reader.role, reader.party)
		var gone []string
		for _, f := range d.Resolved {
			gone = append(gone, f.Fingerprint)
		}
		require.Equal(t, reader.gone, gone, reader)
		require.Len(t, d.Undecided, reader.held, "%v", reader)
	}
	made := compose(t, composer(before(), undecided()), subscription("panel", "", "digest"))
	require.Regexp(t, `not decided by this run +2\n`, made.Body.Text)
	require.Contains(t, made.Body.HTML, "not decided by this run")
	sub := subscription("panel", "", "digest")
	sub.Rules = []string{"install-orphaned"}
	require.Regexp(t, `not decided by this run +1\n`, compose(t, composer(before(), undecided()), sub).Body.Text)
	require.NotContains(t, compose(t, composer(before(), after()), sub).Body.Text, "not decided")
}

func TestWhatIsDecidedAgainIsNotReopened(t *testing.T) {
	again := before()
	again.Run = reports.Run{ID: "run-13", Number: 13, Started: at(26), Status: "ok"}
	again.Findings = append(again.Findings[:1], again.Findings[2:]...)
	again.Told = &reports.Told{Findings: []reports.Finding{unrooted()}}
	for _, reader := range [][2]string{{reports.AudiencePanel, ""}, {reports.AudienceManufacturer, makerOne}, {reports.AudienceSupplier, supplierOne}} {
		d := digestOf(undecided(), again, reader[0], reader[1])
		require.False(t, d.Changed(), "%v: %v %v %v", reader, d.New, d.Reopened, d.Resolved)
	}
}

// It was not told when the run could not decide it, so it is told when one does.
func TestWhatWasNotDecidedAndIsGoneIsResolved(t *testing.T) {
	gone := undecided()
	gone.Run = reports.Run{ID: "run-13", Number: 13, Started: at(26), Status: "ok"}
	gone.Held, gone.Told = nil, &reports.Told{}
	d := digestOf(undecided(), gone, reports.AudiencePanel, "")
	require.Len(t, d.Resolved, 2)
	require.Len(t, digestOf(undecided(), gone, reports.AudienceManufacturer, makerOne).Resolved, 2)
}
