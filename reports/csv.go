package reports

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// CSVColumns are the columns of [WriteCSV], in order.
var CSVColumns = []string{
	"Classification", "Run", "Run Number", "Run Finished", "List As Of", "Fingerprint", "Rule", "Rule Title", "Subject", "State",
	"Severity", "Class", "Duty", "Reasons", "Change", "Manufacturer Identifier", "Manufacturer Name", "Supplier", "Device Model",
	"Firmware Version", "Installs Affected", "First Seen", "Last Seen", "What Is Wrong", "How To Fix", "Who Can Act", "Evidence",
}

// WriteCSV writes one row a finding, in the order of the report: UTF-8, RFC
// 4180 with CRLF, every text cell made safe by [NeutraliseCell].
func WriteCSV(w io.Writer, p *Panel) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if err := out.Write(CSVColumns); err != nil {
		return fmt.Errorf("write the Panel report as CSV: %w", err)
	}
	titles := map[string]string{}
	for _, r := range p.Rules {
		titles[r.ID] = r.Title
	}
	for i := range p.Findings {
		cells, err := csvRow(p, &p.Findings[i], titles)
		if err == nil {
			err = out.Write(cells)
		}
		if err != nil {
			return fmt.Errorf("write finding %s of the Panel report as CSV: %w", p.Findings[i].Fingerprint, err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write the Panel report as CSV: %w", err)
	}
	return nil
}

func csvRow(p *Panel, f *Finding, titles map[string]string) ([]string, error) {
	evidence, err := json.Marshal(f.Evidence)
	if err != nil {
		return nil, fmt.Errorf("encode evidence: %w", err)
	}
	listAsOf := ""
	if p.Data.List != nil {
		listAsOf = p.Data.List.AsOf
	}
	cells := []string{
		p.Marking.Label, p.Run.ID, strconv.FormatInt(p.Run.Number, 10), stamp(p.Run.Finished), listAsOf,
		f.Fingerprint, f.Rule, titles[f.Rule], f.Subject, f.State,
		f.Severity, f.Class, f.Duty, strings.Join(f.Reasons, "; "), f.Change, f.ManufacturerID, f.ManufacturerName, f.Supplier, f.Model,
		f.Firmware, strconv.FormatInt(f.Installs, 10), stamp(f.FirstSeen), stamp(f.LastSeen), f.What, f.Fix, f.WhoActs, string(evidence),
	}
	for i := range cells {
		cells[i] = NeutraliseCell(cells[i])
	}
	return cells, nil
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
