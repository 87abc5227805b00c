package api

import (
	"strconv"
	"strings"
	"time"

	"waymark/graphstore"
	"waymark/reports"
)

// The headers of whole lists as CSV, by the names that their JSON has.
var (
	versionColumns = []string{
		"entryId", "deviceType", "manufacturerId", "manufacturerName", "modelId", "firmwareVersion", "smetsVersion", "gbcsVersion", "imageHash", "cpaCertificate",
		"cpaExpiry", "cpaRenewal", "status", "listed", "addedOn", "removedOn", "effectiveOn", "retiredOn", "declaration", "predecessors", "declarationText",
	}
	findingColumns = []string{
		"fingerprint", "rule", "subject", "subjectKind", "state", "severity", "class", "duty", "reasons", "manufacturerId", "supplier", "modelKey", "installs",
		"firstSeen", "lastSeen", "resolvedAt", "resolvedWhy", "owner", "party", "dueOn", "overdue", "baseline", "evidence",
	}
	cohortColumns = []string{"key", "supplier", "deviceType", "manufacturerId", "modelId", "firmwareVersion", "devices", "gained", "carried", "asOf", "runs"}
)

func versionCells(v graphstore.Version) []string {
	return safeCells(
		v.EntryID, v.DeviceType, v.ManufacturerID, v.ManufacturerName, v.ModelID, v.FirmwareVersion, v.SMETSVersion, v.GBCSVersion, v.ImageHash, v.CPACertificate,
		string(v.CPAExpiry), string(v.CPARenewal), v.Status, strconv.FormatBool(v.Listed), string(v.AddedOn), string(v.RemovedOn), string(v.EffectiveOn), string(v.RetiredOn),
		v.Declaration.State, strings.Join(v.Declaration.IDs, ", "), v.Declaration.Text,
	)
}

func findingCells(f graphstore.Finding) []string {
	party, resolved := "", ""
	if f.Party != nil {
		party = f.Party.Name
	}
	if f.ResolvedAt != nil {
		resolved = f.ResolvedAt.Format(time.RFC3339)
	}
	return safeCells(
		f.Fingerprint, f.Rule, f.Subject, f.SubjectKind, f.State, f.Severity, f.Class, f.Duty, strings.Join(f.Reasons, ", "), f.ManufacturerID, f.Supplier, f.ModelKey,
		strconv.FormatInt(f.Installs, 10), f.FirstSeen.Format(time.RFC3339), f.LastSeen.Format(time.RFC3339), resolved, f.ResolvedWhy, f.Owner, party, string(f.DueOn),
		strconv.FormatBool(f.Overdue), strconv.FormatBool(f.Baseline), string(f.Evidence),
	)
}

func cohortCells(c graphstore.Cohort) []string {
	return safeCells(
		c.Key, c.Supplier, c.DeviceType, c.ManufacturerID, c.ModelID, c.FirmwareVersion, strconv.FormatInt(c.Devices, 10), strconv.FormatInt(c.Gained, 10),
		strconv.FormatBool(c.Carried), string(c.AsOf), strings.Join(c.Runs, ", "),
	)
}

// safeCells are cells that no spreadsheet takes for formulas.
func safeCells(cells ...string) []string {
	for i := range cells {
		cells[i] = reports.NeutraliseCell(cells[i])
	}
	return cells
}
