package localneo4j

import (
	"slices"
	"strconv"
	"strings"
)

const (
	entryPoint = "org.neo4j.server.CommunityEntryPoint"
	portFlag   = "-Dwaymark.bolt.port="
)

// process is a running Neo4j of some home, known by its command line: a pid alone
// may have been given to another program since.
type process struct{ pid, port int }

// find looks for the server of this home, first where the state file says. A
// starter killed before it could record what it started is found out as well.
func (h home) find() (process, bool) {
	recorded := h.readState()
	for _, pid := range slices.Concat([]int{recorded.PID}, pids()) {
		if p, ok := h.owns(pid); ok {
			return p, true
		}
	}
	return process{}, false
}

// owns says whether pid is a live server of this home.
func (h home) owns(pid int) (process, bool) {
	if pid <= 1 {
		return process{}, false
	}
	return h.match(pid, commandLine(pid))
}

func (h home) match(pid int, args []string) (process, bool) {
	if !slices.Contains(args, entryPoint) || !slices.Contains(args, "--home-dir="+h.dir()) {
		return process{}, false
	}
	for _, arg := range args {
		if text, found := strings.CutPrefix(arg, portFlag); found {
			port, err := strconv.Atoi(text)
			return process{pid: pid, port: port}, err == nil
		}
	}
	return process{}, false
}
