package main

import (
	"io"
	"time"

	"github.com/schollz/progressbar/v3"
	"waymark/graphstore"
)

// progress shows how far an import is, on a terminal alone: a bar per phase.
type progress struct {
	w     io.Writer
	phase string
	bar   *progressbar.ProgressBar
}

func newProgress(w io.Writer) *progress {
	if !onTerminal(w) {
		w = nil
	}
	return &progress{w: w}
}

var phaseTexts = map[string]string{
	"send": "Sending the file", "wait": "Waiting for the import or run before it",
	"check": "Checking rows", "compare": "Comparing with what is stored", "load": "Loading rows",
	"link": "Drawing declared upgrades", "match": "Matching installs to versions", "derive": "Working out pathways", "name": "Naming manufacturers",
}

func (p *progress) show(now graphstore.Progress) {
	if p.w == nil {
		return
	}
	if now.Phase != p.phase {
		p.finish()
		p.phase = now.Phase
		p.bar = progressbar.NewOptions64(max(now.Total, 1), progressbar.OptionSetWriter(p.w), progressbar.OptionSetDescription(phaseTexts[now.Phase]),
			progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(), progressbar.OptionSetWidth(30))
	}
	_ = p.bar.Set64(min(now.Done, max(now.Total, 1)))
}

func (p *progress) finish() {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
	p.bar = nil
}
