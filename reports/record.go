package reports

// RecordSchema names the shape of [Record] as JSON.
const RecordSchema = "waymark.record/1"

// KindRecord is the kind under which the record of a run is frozen.
const KindRecord = "record"

// Record is what a full run freezes beside the Panel report, so that the packs
// of single parties can be made of it later.
type Record struct {
	Schema string `json:"schema"`
}
