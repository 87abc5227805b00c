package api

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"waymark/graphstore"
)

const findingsPath = apiRoot + "/findings"

type findingsInput struct {
	Page
	FindingFilters
	Sort string `query:"sort" enum:"rule,severity,installs,dueOn,lastSeen" default:"rule" doc:"What they are ordered by, before rule, subject and fingerprint: the most severe, the most devices, what is due soonest, or what was seen last comes first."`
}

type findingsOutput struct {
	Body struct {
		Findings []graphstore.Finding `json:"findings" doc:"In the order asked for."`
		Paged
	} `nameHint:"FindingList"`
}

type fingerprintInput struct {
	Fingerprint string `path:"fingerprint" maxLength:"100" doc:"The finding's fingerprint."`
}

type findingOutput struct {
	ETag string `header:"ETag" doc:"The finding's revision, for If-Match."`
	Body graphstore.FindingDetail
}

func (s *Server) addFindings() {
	register(s, operation("list-findings", http.MethodGet, findingsPath, "findings", "List findings", "What the rules found, page by page."), s.listFindings)
	register(s, operation("read-finding", http.MethodGet, findingsPath+"/{fingerprint}", "findings", "Read a finding",
		"One finding and what happened to it.", http.StatusNotFound), s.readFinding)
}

func (s *Server) listFindings(ctx context.Context, in *findingsInput) (*findingsOutput, error) {
	f, err := s.findingFilter(ctx, in.FindingFilters, in.Sort)
	if err != nil {
		return nil, err
	}
	after := graphstore.FindingPage{Sort: sortOf(in.Sort)}
	filters := in.texts(f.States)
	key, err := decodeCursor(in.Cursor, "findings", filters, 4)
	if err != nil {
		return nil, err
	}
	after.Key, after.Rule, after.Subject, after.Fingerprint = key[0], key[1], key[2], key[3]
	// One more than asked for tells whether this page is the last.
	found, total, err := s.o.Store.Findings(ctx, s.scope(ctx), f, after, in.Limit+1)
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	out := &findingsOutput{}
	out.Body.Paged = Paged{Total: total, TotalIs: "exact"}
	if len(found) > in.Limit {
		found = found[:in.Limit]
		last := found[in.Limit-1]
		out.Body.Next = encodeCursor("findings", filters, []string{after.Sort.Key(last), last.Rule, last.Subject, last.Fingerprint})
	}
	out.Body.Findings = found
	return out, nil
}

// statesOf reads the states asked for; none stands for those that stand, and nil for all.
func statesOf(given []string) ([]string, error) {
	var states []string
	for _, list := range given {
		for state := range strings.SplitSeq(list, ",") {
			if state = strings.TrimSpace(state); state != "" {
				states = append(states, state)
			}
		}
	}
	if len(states) == 0 {
		return graphstore.UnresolvedStates, nil
	}
	if slices.Equal(states, []string{"all"}) {
		return nil, nil
	}
	for _, state := range states {
		if !slices.Contains(graphstore.FindingStates, state) {
			return nil, &graphstore.InputError{Code: "unknown-state", Message: "there is no state " + state, Hint: "give all, or some of " + strings.Join(graphstore.FindingStates, ", ")}
		}
	}
	return states, nil
}

func (s *Server) readFinding(ctx context.Context, in *fingerprintInput) (*findingOutput, error) {
	return findingAnswer(s.o.Store.FindingDetail(ctx, s.scope(ctx), in.Fingerprint))
}
