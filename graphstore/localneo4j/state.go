package localneo4j

import (
	"encoding/json"
	"os"
	"time"
)

// state records the server that was started last. It is a record, not the truth:
// whether that server still runs, the process table says.
type state struct {
	PID       int       `json:"pid"`
	Port      int       `json:"port"`
	Version   string    `json:"version"`
	StartedAt time.Time `json:"startedAt"`
}

// readState gives the zero state when there is none that can be read.
func (h home) readState() state {
	var s state
	text, err := os.ReadFile(h.state())
	if err != nil || json.Unmarshal(text, &s) != nil {
		return state{}
	}
	return s
}

func (h home) writeState(s state) error {
	text, err := json.MarshalIndent(s, "", "  ")
	if err == nil {
		err = writeFile(h.state(), append(text, '\n'), 0o600)
	}
	return fileFault(err, "record the server")
}
