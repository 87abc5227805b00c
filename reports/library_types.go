package reports

// Request asks for a report. A blank RunID means the newest reportable run.
type Request struct {
	Pack, Party, RunID, By, Restates, Why string
}

// Published is a report that was published.
type Published struct {
	ID, Pack, Party, RunID, Name, SHA256 string
}
