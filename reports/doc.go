// Package reports builds a report once, as data, and renders it in several
// forms. The Panel report is a [Panel]: built from a finished run by [Build],
// frozen by [Panel.Freeze] so that the same run gives the same report later,
// and written as JSON, CSV or HTML from that data alone.
//
// Pictures of upgrade pathways are drawn while a page is rendered, by a child
// process ([ChildDrawer]), from graph data inside the report.
//
// The package imports graphstore and cpl and nothing else of Waymark; it knows
// no database and no HTTP.
package reports
