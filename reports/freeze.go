package reports

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
)

// Freeze returns the report's data in a form that is always the same for the
// same report (JSON, members in a fixed order, those of maps sorted), and its
// SHA-256 in hex. [Thaw] reads it back.
func (p *Panel) Freeze() (data []byte, sum string, err error) {
	var b bytes.Buffer
	if err := encode(&b, p, ""); err != nil {
		return nil, "", fmt.Errorf("freeze the Panel report of run %s: %w", p.Run.ID, err)
	}
	hash := sha256.Sum256(b.Bytes())
	return b.Bytes(), hex.EncodeToString(hash[:]), nil
}

// Thaw reads a frozen report. It fails on data of another schema.
func Thaw(data []byte) (*Panel, error) {
	p := &Panel{}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := d.Decode(p); err != nil {
		return nil, fmt.Errorf("read a frozen Panel report: %w", err)
	}
	if p.Schema != PanelSchema {
		return nil, fmt.Errorf("read a frozen Panel report: its schema is %q, and this version of Waymark reads %q: use the version that froze it", p.Schema, PanelSchema)
	}
	return p, nil
}

// WriteJSON writes the frozen data, indented, and a newline.
func WriteJSON(w io.Writer, p *Panel) error {
	if err := encode(w, p, "  "); err != nil {
		return fmt.Errorf("write the Panel report as JSON: %w", err)
	}
	return nil
}

func encode(w io.Writer, p *Panel, indent string) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", indent)
	return e.Encode(p) //nolint:wrapcheck // both callers name the act
}
