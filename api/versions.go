package api

import (
	"context"
	"net/http"
	"strings"

	"waymark/graphstore"
)

const versionsPath = apiRoot + "/versions"

type versionsInput struct {
	Page
	Model        string `query:"model" maxLength:"1000" doc:"Only those of this device model: device type|manufacturer|model."`
	Manufacturer string `query:"manufacturer" maxLength:"100" doc:"Only those of the manufacturer with this identifier (4 hex digits)."`
}

type versionsOutput struct {
	Body struct {
		Versions []graphstore.Version `json:"versions" doc:"By CPL Entry ID."`
		Paged
	} `nameHint:"VersionList"`
}

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

func (s *Server) listVersions(ctx context.Context, in *versionsInput) (*versionsOutput, error) {
	f := graphstore.VersionFilter{Model: in.Model, Manufacturer: strings.ToUpper(in.Manufacturer)}
	filters := []string{f.Model, f.Manufacturer}
	key, err := decodeCursor(in.Cursor, "versions", filters, 1)
	if err != nil {
		return nil, err
	}
	found, total, err := s.o.Store.Versions(ctx, s.scope(ctx), f, key[0], in.Limit+1)
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	out := &versionsOutput{}
	out.Body.Paged = Paged{Total: total, TotalIs: "exact"}
	if len(found) > in.Limit {
		found = found[:in.Limit]
		out.Body.Next = encodeCursor("versions", filters, []string{found[in.Limit-1].EntryID})
	}
	out.Body.Versions = found
	return out, nil
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
