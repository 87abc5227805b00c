package api

import (
	"context"
	"net/http"

	"waymark/graphstore"
)

type historyOutput struct {
	Body struct {
		History []graphstore.VersionStatement `json:"history" doc:"Oldest first."`
		Total   int                           `json:"total"`
	} `nameHint:"VersionHistory"`
}

type edgesOutput struct {
	Body struct {
		In  []graphstore.DeclaredEdge `json:"in" doc:"From what the version cites, or cited."`
		Out []graphstore.DeclaredEdge `json:"out" doc:"To what cites the version, or cited it."`
	} `nameHint:"VersionEdges"`
}

func (s *Server) addVersionHistory() {
	register(s, operation("read-version-history", http.MethodGet, versionsPath+"/{entryId}/history", "versions", "Read a version's history",
		"What each import said about the entry.", http.StatusNotFound), s.readHistory)
	register(s, operation("read-version-edges", http.MethodGet, versionsPath+"/{entryId}/edges", "versions", "Read a version's edges",
		"The upgrades declared from and to the entry, ended ones too, and why one cannot be done. A manufacturer sees of other manufacturers' versions the ids that it cites.",
		http.StatusNotFound), s.readEdges)
}

func (s *Server) readHistory(ctx context.Context, in *entryInput) (*historyOutput, error) {
	if _, err := s.o.Store.Version(ctx, s.scope(ctx), in.EntryID); err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	found, err := s.o.Store.History(ctx, s.scope(ctx), in.EntryID)
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	out := &historyOutput{}
	out.Body.History, out.Body.Total = found, len(found)
	return out, nil
}

func (s *Server) readEdges(ctx context.Context, in *entryInput) (*edgesOutput, error) {
	if _, err := s.o.Store.Version(ctx, s.scope(ctx), in.EntryID); err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	out := &edgesOutput{}
	var err error
	out.Body.In, out.Body.Out, err = s.o.Store.Edges(ctx, s.scope(ctx), in.EntryID)
	return out, err //nolint:wrapcheck // worded by graphstore
}
