package analytics

import (
	"encoding/json"
	"fmt"

	"waymark/graphstore"
)

// finding makes a finding of a row that a rule returned.
func (e *Engine) finding(rule Rule, row graphstore.Record) (graphstore.Finding, error) {
	fingerprint, err := rule.fingerprint(row)
	if err != nil {
		return graphstore.Finding{}, err
	}
	f := graphstore.Finding{Fingerprint: fingerprint, Rule: rule.ID, SubjectKind: rule.Subject, State: graphstore.StateOpen, Owner: rule.Addressee, Maturity: string(rule.Maturity), Audience: rule.Audience, ByInstalls: rule.ByInstalls()}
	for column, field := range map[string]*string{
		"subject": &f.Subject, "duty": &f.Duty, "class": &f.Class, "manufacturerId": &f.ManufacturerID, "supplier": &f.Supplier, "modelKey": &f.ModelKey,
	} {
		value, ok := row[column].(string)
		if !ok {
			return graphstore.Finding{}, fmt.Errorf("column %s is no text", column)
		}
		*field = value
	}
	f.Installs, _ = row["installs"].(int64)
	reasons, _ := row["reasons"].([]any)
	for _, r := range reasons {
		code, _ := r.(string)
		if _, worded := rule.Reasons[code]; !worded {
			return graphstore.Finding{}, fmt.Errorf("reason %q of %s is not worded in the rule's front matter", code, f.Subject)
		}
		f.Reasons = append(f.Reasons, code)
	}
	f.Severity = e.Severities.Of(rule.ID, f.Duty, f.Installs)
	f.Causes = causesOf(row["links"])
	f.CausesTotal = int64(len(f.Causes))
	if f.Evidence, err = rule.explain(row["evidence"]); err != nil {
		return f, err
	}
	if f.ToldEvidence, err = rule.toldEvidence(row["evidence"]); err != nil {
		return f, fmt.Errorf("encode evidence for manufacturers: %w", err)
	}
	return f, nil
}

// fingerprint identifies the subject of a returned row.
func (r Rule) fingerprint(row graphstore.Record) (string, error) {
	identity := make([]string, len(r.Identity))
	for i, column := range r.Identity {
		value, ok := row[column].(string)
		if !ok {
			return "", fmt.Errorf("column %s is no text", column)
		}
		identity[i] = value
	}
	return Fingerprint(r.ID, identity...), nil
}

// explain adds to each broken link of the evidence what is wrong, who can act
// and what to do, in the rule's words.
func (r Rule) explain(evidence any) (json.RawMessage, error) {
	members, ok := evidence.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("column evidence is no map")
	}
	breaks, _ := members["breaks"].([]any)
	for _, b := range breaks {
		link, ok := b.(map[string]any)
		if !ok {
			continue
		}
		delete(link, "component") // for causes alone: it may be long
		code, _ := link["reason"].(string)
		reason := r.Reasons[code]
		link["says"], link["whoCanAct"], link["fix"] = reason.Says, reason.Actor, reason.Fix
	}
	text, err := json.Marshal(members)
	if err != nil {
		return nil, fmt.Errorf("encode evidence: %w", err)
	}
	return text, nil
}
