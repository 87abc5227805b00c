package reports

import (
	"cmp"
	"fmt"

	"waymark/cpl"
	"waymark/graphstore"
)

func toSupplierCohort(c CohortRecord, f *Finding) SupplierCohort {
	return SupplierCohort{
		CohortRecord: c, Fingerprint: f.Fingerprint, DueOn: f.DueOn, Overdue: f.Overdue, Waived: f.State == graphstore.StateWaived, What: f.What,
	}
}

func orphanedCohort(c CohortRecord, f *Finding, maker string) SupplierCohort {
	out := toSupplierCohort(c, f)
	switch {
	case c.EntryID == "":
		out.ToDo = "Check the firmware version in the return. If it is right, ask the manufacturer why it is on no list."
		out.Others = maker + ", if the firmware should be on the list"
	case c.Next != "":
		out.ToDo = c.nextStep()
	default:
		out.ToDo = "Do not upgrade yet: no declared pathway leads on from this firmware. Ask the manufacturer for one."
		out.Others = maker + ", to declare a pathway from " + c.EntryID
	}
	return out
}

func strandedCohort(c CohortRecord, f *Finding, maker string) SupplierCohort {
	out := toSupplierCohort(c, f)
	out.What = fmt.Sprintf("No declared pathway leads from firmware %s to the newest of its model.", firmwareWord(c.Firmware))
	out.ToDo = "Do not plan an upgrade that no pathway allows. Ask the manufacturer to declare one, and wait for it."
	out.Others = maker + ", to declare a pathway from " + cmp.Or(c.EntryID, "this firmware") + aimOf(c)
	return out
}

func aimOf(c CohortRecord) string {
	if c.Newest == "" {
		return ""
	}
	return " to " + c.Newest
}

func ageingCohort(c CohortRecord, maker string) SupplierCohort {
	out := SupplierCohort{CohortRecord: c}
	out.What = fmt.Sprintf("The devices run firmware that was listed on %s, %s ago, and there is newer.", dateInWords(cpl.Date(c.AddedOn)), counted(c.Months, "month", "months"))
	if c.Next != "" {
		out.ToDo = c.nextStep()
		return out
	}
	out.ToDo = "Do not upgrade yet: no declared pathway leads from this firmware to the newest."
	out.Others = maker + ", to declare a pathway from " + c.EntryID + aimOf(c)
	return out
}

func gainedCohort(c CohortRecord, maker string) SupplierCohort {
	out := SupplierCohort{CohortRecord: c}
	out.What = fmt.Sprintf("%s of these came to you by change of supplier.", counted(c.Gained, "device", "devices"))
	switch {
	case c.EntryID == "":
		out.ToDo, out.Others = "Check what firmware they run: it matches no entry of the list.", maker+", if the firmware should be on the list"
	case c.Place == PlaceNewest:
		out.ToDo = "Nothing: they run the newest firmware of their model."
	case c.Next != "":
		out.ToDo = c.nextStep()
	case c.Place == PlaceNoWay:
		out.ToDo, out.Others = "Do not upgrade yet: no declared pathway leads to the newest firmware.", maker+", to declare a pathway from "+c.EntryID+aimOf(c)
	default:
		out.ToDo = "Look the entry up in the view of the list: which firmware is newest is not known."
	}
	return out
}

// nextStep is the first step of a shortest declared pathway to the newest.
func (c CohortRecord) nextStep() string {
	if c.Next == c.Newest {
		return fmt.Sprintf("Upgrade to %s, the newest firmware; the step is declared.", c.Next)
	}
	return fmt.Sprintf("Upgrade to %s first: it is the next declared step towards %s, the newest firmware.", c.Next, c.Newest)
}
