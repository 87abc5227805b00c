package analytics

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/cpl"
	"waymark/graphstore"
)

func stated(id, declaration string, listed bool) cpl.Version {
	v := cpl.Version{EntryID: id, Status: "Current", Listed: listed, Declaration: cpl.ParseDeclaration(declaration)}
	if !listed {
		v.Status = "Removed"
	}
	return v
}

func changed(then, now cpl.Version) graphstore.ChangedVersion {
	return graphstore.ChangedVersion{Then: &then, Now: now}
}

func added(v cpl.Version) graphstore.ChangedVersion { return graphstore.ChangedVersion{Now: v} }

func TestWhyAFindingIsResolvedFollowsFromWhatChanged(t *testing.T) {
	named := json.RawMessage(`{"breaks":[{"reason":"undeclared","at":"R","from":"G"}],"newest":["N"]}`)
	redated := stated("A", "R", true)
	redated.AddedOn = "2024-01-01"
	settings := `{"rules.in-force-date":"2025-01-01","rules.stale-days":45}`
	for _, c := range []struct {
		name  string
		v     graphstore.Vanished
		want  string
		about string
	}{
		{"its declaration", graphstore.Vanished{Rule: "version-unreachable", Changed: []graphstore.ChangedVersion{changed(stated("A", "", true), stated("A", "N/A", true))}}, "declared", "A"},
		{"a named one's declaration", graphstore.Vanished{Rule: "version-unreachable", Changed: []graphstore.ChangedVersion{changed(stated("R", "", true), stated("R", "N/A", true))}}, "declared", "R"},
		{"another of its model declares", graphstore.Vanished{Rule: "version-unreachable", Changed: []graphstore.ChangedVersion{changed(stated("X", "", true), stated("X", "N/A", true))}}, "declared", "X"},
		{"a new version declares", graphstore.Vanished{Rule: "version-dead-end", InService: true, Changed: []graphstore.ChangedVersion{added(stated("Z", "A", true))}}, "declared", "Z"},
		{"the named missing entry comes", graphstore.Vanished{Rule: "predecessor-unknown", Changed: []graphstore.ChangedVersion{added(stated("G", "N/A", true))}}, "data-corrected", "G"},
		{"it is delisted", graphstore.Vanished{Rule: "predecessor-undeclared", Changed: []graphstore.ChangedVersion{changed(stated("A", "", true), stated("A", "", false))}}, "delisted", "A"},
		{"delisted before declared", graphstore.Vanished{Rule: "predecessor-undeclared", Changed: []graphstore.ChangedVersion{changed(stated("A", "", true), stated("A", "N/A", false))}}, "delisted", "A"},
		{"the newest is delisted", graphstore.Vanished{Rule: "version-dead-end", InService: true, Changed: []graphstore.ChangedVersion{changed(stated("N", "N/A", true), stated("N", "N/A", false))}}, "delisted", "N"},
		{"a dead end's own delisting does not end it", graphstore.Vanished{Rule: "version-dead-end", InService: true, Changed: []graphstore.ChangedVersion{
			changed(stated("A", "N/A", true), stated("A", "N/A", false)), changed(stated("N", "N/A", true), stated("N", "A", true)),
		}}, "declared", "N"},
		{"one on the way is listed again", graphstore.Vanished{Rule: "version-unreachable", Changed: []graphstore.ChangedVersion{changed(stated("R", "N/A", false), stated("R", "N/A", true))}}, "relisted", "R"},
		{"a restriction is over", graphstore.Vanished{Rule: "version-unreachable", Lifted: [][2]string{{"R", "A"}}}, "restriction-lifted", "from R to A"},
		{"a restriction before settings", graphstore.Vanished{Rule: "version-unreachable", Lifted: [][2]string{{"R", "A"}}, Settings: `{"rules.in-force-date":"2024-01-01"}`}, "restriction-lifted", "R"},
		{"the devices are gone", graphstore.Vanished{Rule: "install-orphaned", Cohort: true, Changed: []graphstore.ChangedVersion{changed(stated("A", "", false), stated("A", "", true))}}, "basis-changed", "supplier"},
		{"no device runs it", graphstore.Vanished{Rule: "version-dead-end", Changed: []graphstore.ChangedVersion{changed(stated("N", "", true), stated("N", "A", true))}}, "basis-changed", "device"},
		{"devices run it", graphstore.Vanished{Rule: "version-unreachable", InService: true, ReturnsLoaded: true}, "basis-changed", "start"},
		{"another return", graphstore.Vanished{Rule: "predecessor-suspect-root", ReturnsLoaded: true}, "basis-changed", "returns"},
		{"a return's finding", graphstore.Vanished{Rule: "install-vanished", SubjectKind: "model-return", ReturnsLoaded: true}, "basis-changed", "returns"},
		{"a setting", graphstore.Vanished{Rule: "install-stale", SubjectKind: "return", Settings: `{"rules.stale-days":30}`}, "basis-changed", "rules.stale-days"},
		{"a setting that the rule does not read", graphstore.Vanished{Rule: "install-stale", SubjectKind: "return", Settings: `{"rules.in-force-date":"2020-01-01"}`, Date: "2026-01-01"}, "basis-changed", "2026-01-01"},
		{"the rule itself", graphstore.Vanished{Rule: "install-stale", RuleVersion: "0.9.0"}, "basis-changed", "0.9.0"},
		{"the calendar", graphstore.Vanished{Rule: "certificate-expiring", Date: "2026-01-01"}, "basis-changed", "2026-01-01"},
		{"a date", graphstore.Vanished{Rule: "predecessor-later", Changed: []graphstore.ChangedVersion{changed(stated("A", "R", true), redated)}}, "data-corrected", "A"},
		{"a certificate, whatever is declared", graphstore.Vanished{Rule: "certificate-expired", Changed: []graphstore.ChangedVersion{changed(stated("A", "", true), redated)}}, "data-corrected", "A"},
		{"a rejected row", graphstore.Vanished{Rule: "row-rejected", SubjectKind: "entry"}, "data-corrected", "accepted"},
		{"nothing at all", graphstore.Vanished{Rule: "version-unreachable"}, "basis-changed", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := c.v
			v.Evidence = named
			if v.Subject = "A"; v.SubjectKind == "" {
				v.SubjectKind = "version"
			}
			if v.Settings == "" {
				v.Settings = settings
			}
			rule := Rule{Version: "1.0.0", Parameters: map[string]Parameter{"staleDays": {Setting: settingStale}}}
			if v.Rule == "version-unreachable" {
				rule.Parameters = map[string]Parameter{"inForceDate": {Setting: settingInForce}}
			}
			why, sentence := whyResolved(v, rule, basis{settings: settings, ruleVersion: "1.0.0", date: "2026-11-25"})
			require.Equal(t, c.want, why, sentence)
			require.Contains(t, sentence, c.about)
			require.Contains(t, graphstore.ResolvedWhys, why)
		})
	}
}
