package api

import (
	"context"
	"net/http"

	"waymark/graphstore"
)

const versionsPath = apiRoot + "/versions"

type entryInput struct {
	EntryID string `path:"entryId" maxLength:"4000" doc:"The CPL Entry ID, percent-encoded, slashes too."`
}

type versionOutput struct {
	Body struct {
		Version graphstore.VersionDetail `json:"version"`
	} `nameHint:"VersionAnswer"`
}

func (s *Server) addVersions() {
	register(s, operation("list-versions", http.MethodGet, versionsPath, "versions", "List versions", "The entries of the list, of any status, page by page."), s.listVersions)
	register(s, operation("read-version", http.MethodGet, versionsPath+"/{entryId}", "versions", "Read a version",
		"One entry: its declaration, what it cites, what cites it, and how many devices run it.", http.StatusNotFound), s.readVersion)
}

func (s *Server) readVersion(ctx context.Context, in *entryInput) (*versionOutput, error) {
	version, err := s.o.Store.Version(ctx, s.scope(ctx), in.EntryID)
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	out := &versionOutput{}
	out.Body.Version = version
	return out, nil
}
