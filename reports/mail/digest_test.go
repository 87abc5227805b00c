package mail_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/reports"
	"waymark/reports/mail"
)

func TestDigestBeginsWithTheChangeThenTotalsThenFindings(t *testing.T) {
	made := compose(t, composer(before(), after()), subscription("manufacturer", makerOne, "digest"))
	require.Empty(t, made.Quiet)
	require.Equal(t, "run-12", made.RunID)
	require.Equal(t, "Waymark for "+makerOne+": 1 new, 1 resolved, 2 reopened", made.Letter.Subject)
	for _, body := range []string{made.Body.Text, made.Body.HTML} {
		last := 0
		for _, part := range []string{"OFFICIAL – test", "What has changed for", "Changes", "New", "Resolved", "Where things stand", "Findings that stand", "Findings, what has changed first", "B0B0 entry 7", "B0B0 entry 2", "Read on", "https://waymark.example", "OFFICIAL – test"} {
			i := strings.Index(body[last:], part)
			require.GreaterOrEqual(t, i, 0, "%s, after %q", part, body[:last])
			last += i
		}
	}
	for _, line := range strings.Split(made.Body.Text, "\n") {
		require.LessOrEqual(t, len([]rune(line)), 100, line)
	}
}

// Nothing of a supplier is in a manufacturer's mail, nothing of a manufacturer's rival, and the reverse.
func TestNoMailHoldsWhatItsReaderMayNotSee(t *testing.T) {
	of := map[string][]string{
		supplierOne: {supplierOne, fmt.Sprint(installsOne), "778,899"}, supplierTwo: {supplierTwo, fmt.Sprint(installsTwo), "665,544"},
		makerOne: {makerOne, "B0B0 entry"}, makerTwo: {makerTwo, "C0C0 entry"},
	}
	sees := map[string]map[string]bool{}
	for _, reader := range []string{supplierOne, supplierTwo, makerOne, makerTwo} {
		role := "supplier"
		if reader == makerOne || reader == makerTwo {
			role = "manufacturer"
		}
		for _, pack := range []string{"digest", role} {
			for _, last := range []string{"", "run-11"} {
				sub := subscription(role, reader, pack)
				sub.LastRunID = last
				made := compose(t, composer(before(), after()), sub)
				for who, marks := range of {
					for _, mark := range marks {
						text := made.Letter.Subject + made.Body.Text + made.Body.HTML
						if who != reader {
							require.NotContains(t, text, mark, "%s to %s", pack, reader)
						} else if strings.Contains(text, mark) {
							if sees[reader] == nil {
								sees[reader] = map[string]bool{}
							}
							sees[reader][mark] = true
						}
					}
				}
			}
		}
		require.NotEmpty(t, sees[reader], "its own is there")
		for _, audience := range []string{"panel", "operator"} {
			its, theirs := compose(t, composer(before(), after()), subscription(role, reader, role)), compose(t, composer(before(), after()), subscription(audience, reader, role))
			require.Equal(t, its.Letter, theirs.Letter, "a pack for one party says what that party sees, whoever reads it")
		}
	}
	made := compose(t, composer(before(), after()), subscription("panel", "", "digest"))
	for _, marks := range of {
		require.Contains(t, made.Body.Text, marks[0], "the Panel sees all")
	}
}

func TestDigestNamesTwentyFindingsAtMost(t *testing.T) {
	var many []reports.Finding
	for i := range 250 {
		many = append(many, versionFinding(i, makerOne, "B0B0", 25))
	}
	made := compose(t, composer(before(), panel("run-12", 12, 25, many...)), subscription("panel", "", "digest"))
	require.Equal(t, 20, strings.Count(made.Body.Text, "* Predecessors not stated"))
	require.Contains(t, made.Body.Text, "These are 20 of 250 findings.")
	require.Contains(t, made.Letter.Subject, "247 new")
}

func TestFiltersSayWhatADigestIsAbout(t *testing.T) {
	sub := subscription("panel", "", "digest")
	sub.Severities = []string{"critical"}
	made := compose(t, composer(before(), after()), sub)
	require.NotContains(t, made.Body.Text, "Predecessors not stated")
	require.Contains(t, made.Letter.Subject, "1 resolved, 1 reopened")
	sub.Severities, sub.Rules, sub.Models = nil, []string{"predecessor-undeclared"}, []string{"ESME|C0C0|00000001"}
	made = compose(t, composer(before(), after()), sub)
	require.Contains(t, made.Body.Text, "C0C0 entry 8")
	require.NotContains(t, made.Body.Text, "B0B0")
}

func TestNothingNewSaysSinceWhen(t *testing.T) {
	again := after()
	again.Run = reports.Run{ID: "run-13", Number: 13, Started: at(26), Status: "ok"}
	sub := subscription("supplier", supplierOne, "digest")
	sub.LastRunID = "run-12"
	made := compose(t, composer(before(), after(), again), sub)
	require.Equal(t, "nothing has changed since the last mail", made.Quiet)
	require.Contains(t, made.Letter.Subject, "nothing has changed since 25 November 2026")
	require.Contains(t, made.Body.Text, "last ran the rules on")
	sub.LastRunID = "run-13"
	require.Equal(t, "no full run has ended since the last mail", compose(t, composer(again), sub).Quiet)
	sub.LastRunID = ""
	require.Equal(t, "no full run has ended yet", compose(t, composer(), sub).Quiet)
}

// Where a rule failed, or none ran, nobody is told that all is well.
func TestNothingNewSaysWhatIsNotKnown(t *testing.T) {
	again := after()
	again.Run = reports.Run{ID: "run-13", Number: 13, Started: at(26), Status: "partial"}
	again.Rules[0].Status = "failed"
	sub := subscription("supplier", supplierOne, "digest")
	sub.LastRunID = "run-12"
	made := compose(t, composer(before(), after(), again), sub)
	require.NotEmpty(t, made.Quiet)
	require.Contains(t, made.Letter.Lead, "26 November 2026 (run 13), was partial")
	require.NotContains(t, made.Body.Text, "is well")
	sub.LastRunID = "run-13"
	made = compose(t, composer(before(), after(), again), sub)
	require.Contains(t, made.Letter.Lead, "have not been run to the end since")
	require.NotContains(t, made.Body.HTML, "is well")
}

func TestARuleThatFailedResolvesNothing(t *testing.T) {
	now := panel("run-12", 12, 25)
	now.Run.Status, now.Rules[0].Status = "partial", "failed"
	made := compose(t, composer(before(), now), subscription("panel", "", "digest"))
	require.Contains(t, made.Letter.Subject, "2 resolved")
	require.Contains(t, made.Body.Text, "partial")
}

func TestPackComesAttachedOrSaysWhereItIs(t *testing.T) {
	c := composer(before(), after())
	books := c.Library.(*library)
	sub := subscription("panel", "", "panel")
	made := compose(t, c, sub)
	require.Len(t, made.Body.Attachments, 1)
	require.Equal(t, "waymark-panel-12.html", made.Body.Attachments[0].Name)
	require.Equal(t, "report-1html\n", string(made.Body.Attachments[0].Data))
	require.Contains(t, made.Letter.Subject, "Panel report, run 12")
	require.Equal(t, []reports.Request{{Pack: "panel", RunID: "run-12", By: "subscription sub-1"}}, books.published)

	preview, err := c.Preview(t.Context(), sub)
	require.NoError(t, err)
	require.Contains(t, preview.Body.Text, "waymark-panel-12.html")
	require.Len(t, books.published, 1, "a preview publishes nothing")

	c.MaxAttachment, books.size = 1000, 1000
	made = compose(t, c, sub)
	require.Empty(t, made.Body.Attachments)
	require.Contains(t, made.Body.Text, "too large for a mail")
	require.Contains(t, made.Body.HTML, "https://waymark.example/api/v1/reports/published/report-1?format=html")
	sub.Attach = false
	made = compose(t, c, sub)
	require.Empty(t, made.Body.Attachments)
	require.Contains(t, made.Body.Text, "https://waymark.example/api/v1/reports/published/report-1?format=html")
}

func TestHTMLOfANameIsText(t *testing.T) {
	evil := versionFinding(7, `<script>alert(1)</script>`, "B0B0", 25)
	evil.Subject, evil.What = `x<img src=x onerror=alert(1)>`, "a\r\nBcc: evil@example.com <b>"
	made := compose(t, composer(before(), panel("run-12", 12, 25, evil)), subscription("panel", "", "digest"))
	require.NotContains(t, made.Body.HTML, "<script")
	require.NotContains(t, made.Body.HTML, "<img")
	require.Contains(t, made.Body.HTML, "&lt;img")
	require.NotRegexp(t, `(?m)^Bcc:`, made.Body.Text)
	_ = mail.PackDigest
}
