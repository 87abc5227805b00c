package reports

// Picture is the pathway of one device model as a graph to draw, already
// reduced to what can be read.
type Picture struct {
	ModelKey         string `json:"modelKey"`
	Model            string `json:"model"`
	ManufacturerName string `json:"manufacturerName"`
	Findings         int    `json:"findings"`
	Devices          int64  `json:"devices"`
	// Versions and Links count the whole model; LeftOut says in words what the
	// graph does not show, or is blank.
	Versions int    `json:"versions"`
	Links    int    `json:"links"`
	LeftOut  string `json:"leftOut"`
	Nodes    []Node `json:"nodes"`
	Edges    []Edge `json:"edges"`
}

// Node is one firmware version of a picture, a run of plain ones drawn as one,
// or something that is on no list.
type Node struct {
	// ID is the CPL Entry ID, or a made-up id for a run or for installs that
	// match no entry.
	ID string `json:"id"`
	// Kind is version, placeholder (a cited id that is on no list), foreign (a
	// version of another model), plain (a run of versions) or unlisted
	// (installs that match no entry).
	Kind     string `json:"kind"`
	Firmware string `json:"firmware"`
	Status   string `json:"status"`
	Listed   bool   `json:"listed"`
	Added    string `json:"added"`
	Removed  string `json:"removed"`
	// Installs is the number of devices that run it.
	Installs int64 `json:"installs"`
	// Start says that a pathway may start here, Reached that one leads here.
	Start   bool `json:"start"`
	Reached bool `json:"reached"`
	// Rules are the rules that it breaks.
	Rules []string `json:"rules"`
	// Members are the CPL Entry IDs of a run of plain versions, in order.
	Members []string `json:"members"`
}

// Edge is a declared link between nodes. Broken is blank where it can be
// followed, else why it cannot: placeholder, self, foreign, target-delisted,
// from-delisted or restricted.
type Edge struct {
	From   string `json:"from"`
	To     string `json:"to"`
	Broken string `json:"broken"`
	// Reference is what the restriction of a restricted link rests on, and Until
	// its last day (YYYY-MM-DD), blank while none is set.
	Reference string `json:"reference,omitempty"`
	Until     string `json:"until,omitempty"`
}
