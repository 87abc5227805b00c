package graphstore

// Scope says what of the graph a reader may see. Every read takes one, and the
// query enforces it; nothing filters afterwards. Until identities exist there
// is only [Everything].
type Scope struct {
	// everything is unexported, so that the zero Scope sees nothing and a
	// forgotten scope fails closed.
	everything bool
}

// Everything is the scope of the operator, the Panel and the auditor.
var Everything = Scope{everything: true}

func (s Scope) params() map[string]any {
	return map[string]any{"everything": s.everything}
}
