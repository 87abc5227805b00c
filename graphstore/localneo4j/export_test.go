package localneo4j

import "context"

// What the tests in package localneo4j_test see of the inside.
var (
	JavaMajor  = javaMajor
	RenderConf = renderConf
	CheckSpace = checkSpace
	FileFault  = fileFault
	Verify     = verify
)

// EntryPoint and PortFlag mark a server's command line.
const (
	EntryPoint = entryPoint
	PortFlag   = portFlag
)

// FindJava is findJava.
func FindJava(ctx context.Context) (string, error) { return findJava(ctx) }

// ResolveLibrary is resolveLibrary with the defaults filled in.
func ResolveLibrary(ctx context.Context, o Options) (string, error) {
	o, err := o.complete()
	if err != nil {
		return "", err
	}
	return resolveLibrary(ctx, o)
}

// Matches says whether a command line is that of the server of dataDir, and its port.
func Matches(dataDir string, args []string) (int, bool, error) {
	h, err := openHome(dataDir)
	if err != nil {
		return 0, false, err
	}
	p, found := h.match(100, args)
	return p.port, found, nil
}

// ServerHome gives the home directory below dataDir.
func ServerHome(dataDir string) (string, error) {
	h, err := openHome(dataDir)
	return h.dir(), err
}

// FindServer gives the pid of the server of dataDir, or 0.
func FindServer(dataDir string) (int, error) {
	h, err := openHome(dataDir)
	if err != nil {
		return 0, err
	}
	p, _ := h.find()
	return p.pid, nil
}

// RecordPID writes a state file that names pid.
func RecordPID(dataDir string, pid, port int) error {
	h, err := openHome(dataDir)
	if err != nil {
		return err
	}
	return h.writeState(state{PID: pid, Port: port, Version: Version})
}
