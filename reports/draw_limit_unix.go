//go:build unix

package reports

import "syscall"

// drawAddressSpace is the most that a drawing process may map, in bytes. It
// maps far more than it uses: WebAssembly and the runtime reserve ahead.
const drawAddressSpace = 3 << 30

// limitMemory makes an allocation beyond the limit fail, which ends this
// process and no other. A system that refuses the limit is used without.
func limitMemory() {
	limit := syscall.Rlimit{Cur: drawAddressSpace, Max: drawAddressSpace}
	_ = syscall.Setrlimit(syscall.RLIMIT_AS, &limit)
}
