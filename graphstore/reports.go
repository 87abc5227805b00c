package graphstore

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/google/uuid"
)

var (
	publishReport   = statement("publish_report")
	saveReportPart  = statement("save_report_part")
	readReportData  = statement("read_report_data")
	listReports     = statement("list_reports")
	countReports    = statement("count_reports")
	recordRendering = statement("record_rendering")
	readRenderings  = statement("read_renderings")
)

// Report is a published report: what it is, and what proves it. Its data are
// kept with it, see [Store.ReportData].
type Report struct {
	ID   string `json:"id"`
	Pack string `json:"pack"`
	// Party is whom it is for, blank where it is for no one in particular.
	Party     string `json:"party,omitempty"`
	RunID     string `json:"run"`
	RunNumber int64  `json:"runNumber"`
	Schema    string `json:"schema"`
	// SHA256 and Size are those of the data.
	SHA256      string    `json:"sha256"`
	Size        int64     `json:"size"`
	PublishedAt time.Time `json:"publishedAt"`
	PublishedBy string    `json:"publishedBy"`
	// Restates is the report that this one corrects, and Why says what was wrong;
	// RestatedBy is the newest one that corrects this one.
	Restates   string `json:"restates,omitempty"`
	Why        string `json:"why,omitempty"`
	RestatedBy string `json:"restatedBy,omitempty"`
	// Release is the version of Waymark that published it, KeyID the key that
	// signed it, and Signature in base64.
	Release   string `json:"release"`
	KeyID     string `json:"key"`
	Signature string `json:"signature"`
}

// Rendering is one form in which a published report was given out.
type Rendering struct {
	Format    string    `json:"format"`
	Release   string    `json:"release"`
	SHA256    string    `json:"sha256"`
	Size      int64     `json:"size"`
	KeyID     string    `json:"key"`
	Signature string    `json:"signature"`
	At        time.Time `json:"at"`
}

// NewReportID is an id for a report to be published; later ones sort behind earlier ones.
func NewReportID() (string, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return "", fmt.Errorf("make report id: %w", err)
	}
	return id.String(), nil
}

// PublishReport keeps a report and its data for good. The same data of the same
// pack, party and run that restate the same report are published once: then the
// report that is there is returned. It fails with ErrNotFound when there is no
// such run, or no such report to restate.
func (s *Store) PublishReport(ctx context.Context, r Report, data []byte) (Report, error) {
	packed, err := pack(data)
	if err != nil {
		return Report{}, fmt.Errorf("compress the %s report of run %s: %w", r.Pack, r.RunID, err)
	}
	sum := sha256.Sum256(data)
	r.SHA256, r.Size = hex.EncodeToString(sum[:]), int64(len(data))
	key := sha256.Sum256([]byte(r.Pack + "\x00" + r.Party + "\x00" + r.RunID + "\x00" + r.SHA256 + "\x00" + r.Restates))
	properties := map[string]any{
		"id": r.ID, "pack": r.Pack, "party": r.Party, "runId": r.RunID, "schema": r.Schema, "sha256": r.SHA256, "size": r.Size,
		"publishedBy": r.PublishedBy, "restates": r.Restates, "why": r.Why, "release": r.Release, "keyId": r.KeyID, "signature": r.Signature,
	}
	var kept Report
	err = s.write(ctx, "publish a report", func(tx *transaction) error {
		rows, err := tx.run(ctx, publishReport, map[string]any{
			"key": hex.EncodeToString(key[:]), "runId": r.RunID, "restates": r.Restates, "report": properties,
		})
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return fmt.Errorf("run %s, or the report to restate %q: %w", r.RunID, r.Restates, ErrNotFound)
		}
		kept = toReport(rows[0])
		if !rows[0].truth("created") {
			return nil
		}
		for n, part := range parts(packed) {
			if _, err := tx.run(ctx, saveReportPart, map[string]any{"id": kept.ID, "n": n, "data": part}); err != nil {
				return err
			}
		}
		return nil
	})
	return kept, err
}

// Report returns a published report; ErrNotFound if there is none.
func (s *Store) Report(ctx context.Context, scope Scope, id string) (Report, error) {
	if id == "" {
		return Report{}, fmt.Errorf("report: %w", ErrNotFound)
	}
	rows, err := s.read(ctx, scope, listReports, map[string]any{"id": id, "pack": "", "party": "", "before": "", "limit": 1})
	if err != nil {
		return Report{}, err
	}
	if len(rows) == 0 {
		return Report{}, fmt.Errorf("report %s: %w", id, ErrNotFound)
	}
	return toReport(rows[0]), nil
}

// ReportFilter selects published reports; empty members let everything pass.
type ReportFilter struct{ Pack, Party string }

// Reports lists at most limit published reports, newest first, from the one
// behind the id before on, and how many there are in all.
func (s *Store) Reports(ctx context.Context, scope Scope, f ReportFilter, before string, limit int) ([]Report, int64, error) {
	counted, err := s.read(ctx, scope, countReports, map[string]any{"pack": f.Pack, "party": f.Party})
	if err != nil {
		return nil, 0, err
	}
	rows, err := s.read(ctx, scope, listReports, map[string]any{"id": "", "pack": f.Pack, "party": f.Party, "before": before, "limit": limit})
	if err != nil {
		return nil, 0, err
	}
	out := make([]Report, 0, len(rows))
	for _, r := range rows {
		out = append(out, toReport(r))
	}
	return out, counted[0].number("total"), nil
}

// ReportData returns the data of a published report, after checking them
// against their hash. It fails with ErrNotFound when there is no such report,
// and plainly when the stored bytes are damaged.
func (s *Store) ReportData(ctx context.Context, scope Scope, id string) ([]byte, error) {
	rows, err := s.read(ctx, scope, readReportData, map[string]any{"id": id})
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("report %s: %w", id, ErrNotFound)
	}
	return whole(rows, "report "+id)
}

// whole joins the parts of what was frozen, and checks them against their hash.
func whole(rows []row, what string) ([]byte, error) {
	var packed bytes.Buffer
	for _, r := range rows {
		packed.Write(r.bytes("data"))
	}
	data, err := unpack(&packed, rows[0].number("size"))
	if err != nil {
		return nil, fmt.Errorf("%s is damaged in the database: %w", what, err)
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != rows[0].text("sha256") {
		return nil, fmt.Errorf("%s is damaged in the database: its bytes do not have the hash they were stored with", what)
	}
	return data, nil
}

// RecordRendering notes a form in which a published report was given out.
func (s *Store) RecordRendering(ctx context.Context, reportID string, r Rendering) error {
	return s.write(ctx, "note a rendering", func(tx *transaction) error {
		_, err := tx.run(ctx, recordRendering, map[string]any{
			"id": reportID, "format": r.Format, "release": r.Release, "sha256": r.SHA256, "size": r.Size, "key": r.KeyID, "signature": r.Signature,
		})
		return err
	})
}

// Renderings lists the forms in which a published report was given out, oldest first.
func (s *Store) Renderings(ctx context.Context, scope Scope, reportID string) ([]Rendering, error) {
	rows, err := s.read(ctx, scope, readRenderings, map[string]any{"id": reportID})
	out := make([]Rendering, 0, len(rows))
	for _, r := range rows {
		out = append(out, Rendering{
			Format: r.text("format"), Release: r.text("release"), SHA256: r.text("sha256"), Size: r.number("size"),
			KeyID: r.text("key"), Signature: r.text("signature"), At: r.moment("at"),
		})
	}
	return out, err
}

func toReport(r row) Report {
	p := asRow(r.value("report"))
	return Report{
		ID: p.text("id"), Pack: p.text("pack"), Party: p.text("party"), RunID: p.text("runId"), RunNumber: r.number("runNumber"),
		Schema: p.text("schema"), SHA256: p.text("sha256"), Size: p.number("size"), PublishedAt: p.moment("publishedAt"), PublishedBy: p.text("publishedBy"),
		Restates: p.text("restates"), Why: p.text("why"), RestatedBy: r.text("restatedBy"), Release: p.text("release"), KeyID: p.text("keyId"), Signature: p.text("signature"),
	}
}
