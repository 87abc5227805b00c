package reports

import (
	"bytes"
	"encoding/json"
	"strings"
)

// splitKey undoes cpl.JoinKey.
func splitKey(key string) []string {
	var parts []string
	var b strings.Builder
	escaped := false
	for _, r := range key {
		switch {
		case escaped:
			b.WriteRune(r)
			escaped = false
		case r == '\\':
			escaped = true
		case r == '|':
			parts = append(parts, b.String())
			b.Reset()
		default:
			b.WriteRune(r)
		}
	}
	return append(parts, b.String())
}

// modelInWords turns "ESME|A0C1|0C1A0001" into "ESME A0C1 0C1A0001".
func modelInWords(key string) string {
	if key == "" {
		return ""
	}
	return strings.Join(splitKey(key), " ")
}

// subjectInWords writes the subject of a cohort as a person would; other
// subjects stand as they are.
func subjectInWords(subject, kind string) string {
	parts := splitKey(subject)
	if kind != "cohort" || len(parts) != 5 {
		return subject
	}
	if parts[4] == "" {
		parts[4] = "not stated"
	}
	return parts[0] + ": " + strings.Join(parts[1:4], " ") + ", firmware " + parts[4]
}

// decodeEvidence reads a JSON object with its numbers as written. Text that is
// no object is kept as it is under "text", so that nothing recorded is lost.
func decodeEvidence(text string) map[string]any {
	if text == "" {
		return map[string]any{}
	}
	var out map[string]any
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.UseNumber()
	if err := d.Decode(&out); err != nil || out == nil {
		return map[string]any{"text": text}
	}
	return out
}
