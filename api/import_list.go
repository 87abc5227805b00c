package api

import (
	"context"
	"net/http"

	"waymark/graphstore"
)

type importsInput struct {
	Page
	Kind   string `query:"kind" enum:"cpl,installs,applicability,dcc,parties" doc:"Only those of files of this kind."`
	Status string `query:"status" enum:"running,done,failed" doc:"Only those in this state."`
}

type importsOutput struct {
	Body struct {
		Imports []graphstore.ImportResult `json:"imports" doc:"Newest first, each without its rejects."`
		Paged
	} `nameHint:"ImportList"`
}

func (s *Server) addImportList() {
	register(s, operation("list-imports", http.MethodGet, importsPath, "imports", "List imports",
		"What was loaded, newest first. Files that wait or were refused whole, and dry runs, loaded nothing and are not in it."), s.listImports)
}

func (s *Server) listImports(ctx context.Context, in *importsInput) (*importsOutput, error) {
	filters := []string{in.Kind, in.Status}
	key, err := decodeCursor(in.Cursor, "imports", filters, 1)
	if err != nil {
		return nil, err
	}
	found, total, err := s.o.Store.Imports(ctx, s.scope(ctx), graphstore.ImportFilter{Kind: in.Kind, Status: in.Status}, key[0], in.Limit+1)
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	out := &importsOutput{}
	out.Body.Paged = Paged{Total: total, TotalIs: totalExact}
	if len(found) > in.Limit {
		found = found[:in.Limit]
		out.Body.Next = encodeCursor("imports", filters, []string{found[in.Limit-1].ID})
	}
	out.Body.Imports = found
	return out, nil
}
