package reports

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/goccy/go-graphviz"
)

// DrawMain is the other end of [ChildDrawer]: it reads graphs from stdin and
// writes drawings to stdout until stdin ends. It is the whole work of a process
// of its own (waymark draw), whose memory it limits where the system lets it.
func DrawMain(stdin io.Reader, stdout io.Writer) error {
	limitMemory()
	ctx := context.Background()
	engine, err := graphviz.New(ctx)
	if err != nil {
		return fmt.Errorf("start the drawing library: %w", err)
	}
	for {
		dot, err := readFrame(stdin)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := writeFrame(stdout, reply(draw(ctx, engine, dot))); err != nil {
			return err
		}
	}
}

// layoutFormat is the layout with every stroke, which the library has no name for.
const layoutFormat = graphviz.Format("json")

// draw lets panics pass: the library panics where its WebAssembly traps, and a
// process in that state is better replaced than used again.
func draw(ctx context.Context, engine *graphviz.Graphviz, dot []byte) ([]byte, error) {
	graph, err := graphviz.ParseBytes(dot)
	if err != nil {
		return nil, fmt.Errorf("read the graph: %w", err)
	}
	var out bytes.Buffer
	if err := engine.Render(ctx, graph, layoutFormat, &out); err != nil {
		return nil, fmt.Errorf("draw the graph: %w", err)
	}
	if err := graph.Close(); err != nil {
		return nil, fmt.Errorf("give up the graph: %w", err)
	}
	return out.Bytes(), nil
}

func reply(drawing []byte, err error) []byte {
	if err != nil {
		return append([]byte{replyRefused}, strings.Join(strings.Fields(err.Error()), " ")...)
	}
	return append([]byte{replyDrawn}, drawing...)
}
