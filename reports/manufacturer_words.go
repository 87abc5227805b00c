package reports

import (
	"fmt"
	"slices"
	"strings"

	"waymark/cpl"
)

// whatToType says what to type into an entry because of a finding. It names ids
// only that stand in the list or in the entry, and leaves the choice to whoever knows.
func whatToType(f *Finding, e *RecordEntry) string {
	const every = "the CPL Entry IDs of every firmware version that can be upgraded straight to this one, with commas between them; or N/A if there is no earlier firmware."
	switch f.Rule {
	case "predecessor-undeclared":
		return "Type " + every
	case "predecessor-invalid":
		return "What stands there cannot be read. Type either IDs or N/A, not both: " + every
	case "predecessor-unknown":
		return unknownIDs(f, e)
	case "predecessor-self":
		return "Take out its own ID, " + e.EntryID + ". " + whatIsLeft(e, []string{e.EntryID})
	case "predecessor-foreign":
		cited := brokenAt(f, "foreign")
		return fmt.Sprintf("Take out %s: another device model's firmware does not run on this one. %s", strings.Join(cited, ", "), whatIsLeft(e, cited))
	case "predecessor-suspect-root":
		return "It says N/A, but its device model had firmware before. If any of that can be upgraded straight to this version, replace N/A by its CPL Entry IDs; if none can, leave N/A. This is a question and no fault."
	case "predecessor-later":
		return "By the dates added, it is older than a version that it cites. Check the IDs; if they are right, leave them."
	case "pathway-cycle":
		return fmt.Sprintf("These versions cite each other in a ring: %s. In one of them, take out the ID of a version that is not its earlier firmware, or add one from outside the ring.", strings.Join(splitKey(f.Subject), ", "))
	case ruleDeadEnd:
		return deadEnd(f, e)
	case "certificate-expiring", "certificate-expired", "certificate-renewal-overdue":
		return "Type the new date of the certificate, as YYYY-MM-DD, once it is settled."
	}
	return f.Fix
}

// unknownIDs says what to do about each cited id that is on no list.
func unknownIDs(f *Finding, e *RecordEntry) string {
	var parts []string
	for _, b := range f.Breaks {
		if b.Reason == "free-text" {
			parts = append(parts, fmt.Sprintf("“%s” is no CPL Entry ID: replace it by the IDs that it describes, or by N/A.", b.From))
			continue
		}
		var near []string
		for _, c := range e.Candidates {
			if c.Near == b.From {
				near = append(near, c.EntryID)
			}
		}
		text := fmt.Sprintf("“%s” is on no list: correct it, or submit the entry that it names.", b.From)
		if len(near) > 0 {
			text += fmt.Sprintf(" One slip of the keyboard away: %s.", strings.Join(near, ", "))
		}
		parts = append(parts, text)
	}
	if kept := without(e.Declaration.IDs, brokenAt(f, "")); len(kept) > 0 {
		parts = append(parts, "Keep the others: "+strings.Join(kept, ", ")+".")
	}
	return strings.Join(parts, " ")
}

// brokenAt are what the breaks of one reason cite, of any where reason is blank.
func brokenAt(f *Finding, reason string) []string {
	var out []string
	for _, b := range f.Breaks {
		if b.From != "" && (reason == "" || b.Reason == reason) {
			out = append(out, b.From)
		}
	}
	return out
}

func without(ids, leave []string) []string {
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return slices.Contains(leave, id) })
}

// whatIsLeft says what stands in the field once ids are taken out.
func whatIsLeft(e *RecordEntry, taken []string) string {
	if left := without(e.Declaration.IDs, taken); len(left) > 0 {
		return "Left are: " + strings.Join(left, ", ") + "."
	}
	return "Nothing is left: type the IDs that were meant, or N/A if there is no earlier firmware."
}

// deadEnd says how an entry, the newest of its model, may become the way on.
func deadEnd(f *Finding, e *RecordEntry) string {
	how := "add " + f.Subject + " to what stands here"
	if e.Declaration.State != string(cpl.DeclaredList) {
		how = "type " + f.Subject + " here"
	}
	return fmt.Sprintf("No declared pathway leads on from %s (firmware %s). If it can be upgraded straight to this version, %s; if it needs a version between, declare it there.", f.Subject, f.Firmware, how)
}
