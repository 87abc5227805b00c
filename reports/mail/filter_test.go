package mail_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A finding that changed and no longer passes the filter still stands.
func TestWhatNoLongerPassesTheFilterIsNotResolved(t *testing.T) {
	was, is := versionFinding(1, makerOne, "B0B0", 2), versionFinding(1, makerOne, "B0B0", 2)
	was.Severity, is.Severity = "critical", "medium"
	gone := versionFinding(4, makerOne, "B0B0", 2)
	gone.Severity = "critical"
	sub := subscription("panel", "", "digest")
	sub.Severities = []string{"critical"}
	made := compose(t, composer(panel("run-11", 11, 18, was), panel("run-12", 12, 25, is)), sub)
	require.Equal(t, "nothing has changed since the last mail", made.Quiet)
	made = compose(t, composer(panel("run-11", 11, 18, was, gone), panel("run-12", 12, 25, is)), sub)
	require.Contains(t, made.Letter.Subject, ": 1 resolved")
	require.NotContains(t, made.Body.Text, "entry 1")

	// The other way round it stood before, and is not reopened.
	made = compose(t, composer(panel("run-11", 11, 18, is), panel("run-12", 12, 25, was)), sub)
	require.Equal(t, "nothing has changed since the last mail", made.Quiet)
}

func TestARuleThatFailedBeforeReopensNothing(t *testing.T) {
	then := before()
	then.Run.Status, then.Rules[0].Status = "partial", "failed"
	then.Findings = then.Findings[:2]
	made := compose(t, composer(then, after()), subscription("panel", "", "digest"))
	require.Equal(t, "Waymark for the SEC Panel: 2 new, 1 resolved, 1 reopened", made.Letter.Subject, "what it saw first since is new, and only the other rule's reopened")
	require.Contains(t, made.Body.Text, "B0B0 entry 9", "they are listed")
}

func TestAReportOfAnotherVersionIsNoEarlierReport(t *testing.T) {
	old := before()
	old.Schema = "waymark.panel/0"
	made := compose(t, composer(old, after()), subscription("panel", "", "digest"))
	require.Equal(t, "First digest for the SEC Panel", made.Letter.Title)
}
