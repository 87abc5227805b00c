//go:build unix && !linux

package localneo4j

import (
	"os/exec"
	"strconv"
	"strings"
)

// pids lists the processes of the machine.
func pids() []int {
	out, err := exec.Command("ps", "-axo", "pid=").Output()
	if err != nil {
		return nil
	}
	var all []int
	for _, field := range strings.Fields(string(out)) {
		if pid, err := strconv.Atoi(field); err == nil {
			all = append(all, pid)
		}
	}
	return all
}

// commandLine gives the arguments of a process, none when it is gone. Arguments
// that hold a blank come in pieces: a data directory must not hold one here.
func commandLine(pid int) []string {
	out, err := exec.Command("ps", "-ww", "-o", "command=", "-p", strconv.Itoa(pid)).Output()
	if err != nil {
		return nil
	}
	return strings.Fields(string(out))
}
