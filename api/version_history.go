package api

import (
	"context"
	"net/http"
	"strconv"

	"waymark/cpl"
	"waymark/graphstore"
)

// aboutEntryInput asks for a page of a list about one entry.
type aboutEntryInput struct {
	Page
	EntryID string `path:"entryId" maxLength:"4000" doc:"The CPL Entry ID, percent-encoded, slashes too."`
}

type historyOutput struct {
	Body struct {
		History []graphstore.VersionStatement `json:"history" doc:"Oldest first."`
		Paged
	} `nameHint:"VersionHistory"`
}

type edgesOutput struct {
	Body struct {
		In  []graphstore.DeclaredEdge `json:"in" doc:"From what the version cites, or cited, by entry."`
		Out []graphstore.DeclaredEdge `json:"out" doc:"To what cites the version, or cited it, by entry; after all that is in."`
		Paged
	} `nameHint:"VersionEdges"`
}

func (s *Server) addVersionHistory() {
	register(s, operation("read-version-history", http.MethodGet, versionsPath+"/{entryId}/history", "versions", "Read a version's history",
		"What each import said about the entry.", http.StatusNotFound), s.readHistory)
	register(s, operation("read-version-edges", http.MethodGet, versionsPath+"/{entryId}/edges", "versions", "Read a version's edges",
		"The upgrades declared from and to the entry, ended ones too, and why one cannot be done. A manufacturer sees of other manufacturers' versions the ids that it cites. "+
			"A page holds of both together as many as limit says, and the total is of both.", http.StatusNotFound), s.readEdges)
}

func (s *Server) readHistory(ctx context.Context, in *aboutEntryInput) (*historyOutput, error) {
	filters := []string{in.EntryID}
	key, err := decodeCursor(in.Cursor, "history", filters, 3)
	if err != nil {
		return nil, err
	}
	if _, err := s.o.Store.Version(ctx, s.scope(ctx), in.EntryID); err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	place := placeOf(key[1:])
	after := graphstore.HistoryPlace{EffectiveOn: cpl.Date(key[0]), RecordedAt: place.At, ImportID: place.ID}
	found, total, err := s.o.Store.HistoryPage(ctx, s.scope(ctx), in.EntryID, after, in.Limit+1)
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	out := &historyOutput{}
	out.Body.History, out.Body.Paged = cutPage(found, in.Limit, total, "history", filters, func(said graphstore.VersionStatement) []string {
		return append([]string{string(said.EffectiveOn)}, placeKey(said.RecordedAt, said.ImportID)...)
	})
	return out, nil
}

func (s *Server) readEdges(ctx context.Context, in *aboutEntryInput) (*edgesOutput, error) {
	filters := []string{in.EntryID}
	key, err := decodeCursor(in.Cursor, "edges", filters, 3)
	if err != nil {
		return nil, err
	}
	if _, err := s.o.Store.Version(ctx, s.scope(ctx), in.EntryID); err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	// The first page has no number, which is 0.
	nth, _ := strconv.ParseInt(key[2], 10, 64)
	found, places, total, err := s.o.Store.EdgePage(ctx, s.scope(ctx), in.EntryID, graphstore.EdgePlace{Direction: key[0], EntryID: key[1], Nth: nth}, in.Limit+1)
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	out := &edgesOutput{}
	places, out.Body.Paged = cutPage(places, in.Limit, total, "edges", filters, func(p graphstore.EdgePlace) []string {
		return []string{p.Direction, p.EntryID, strconv.FormatInt(p.Nth, 10)}
	})
	out.Body.In, out.Body.Out = graphstore.SplitEdges(found[:len(places)], places)
	return out, nil
}
