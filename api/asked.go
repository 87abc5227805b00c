package api

import (
	"context"
	"net/http"

	"waymark/cpl"
	"waymark/graphstore"
)

const askedPath = apiRoot + "/asked"

type askedInput struct {
	Page
	Party string `query:"party" maxLength:"1000" doc:"Only requests to this party."`
	Entry string `query:"entry" maxLength:"1000" doc:"Only requests about this entry, by its CPL Entry ID."`
}

type askedOutput struct {
	Body struct {
		Asked []graphstore.Asked `json:"asked" doc:"Oldest first."`
		Paged
	} `nameHint:"AskedList"`
}

type askRequest struct {
	Entry     string `json:"entry" minLength:"1" maxLength:"1000" doc:"CPL Entry ID that the party was asked about."`
	Party     string `json:"party,omitempty" maxLength:"1000" doc:"Who was asked; who represents the entry's manufacturer if left out."`
	On        string `json:"on,omitempty" format:"date" doc:"Day of the request, as YYYY-MM-DD; today if left out."`
	Reference string `json:"reference" minLength:"1" maxLength:"1000" doc:"Letter, mail or ticket with which it was made."`
	Chase     bool   `json:"chase,omitempty" doc:"Repeats a request that waits for its answer."`
	By        string `json:"by,omitempty" maxLength:"200" doc:"Who records it."`
}

type askInput struct{ Body askRequest }

type askOutput struct {
	Body struct {
		Asked graphstore.Asked `json:"asked"`
	} `nameHint:"AskedAnswer"`
}

func (s *Server) addAsked() {
	register(s, operation("list-asked", http.MethodGet, askedPath, "asked", "List requests",
		"The requests to parties about entries, with their chases and whether the list has answered them."), s.listAsked)
	op := operation("create-asked", http.MethodPost, askedPath, "asked", "Record a request",
		"Records that a party was asked about an entry on a best-endeavours basis, or chased. A second request where one waits for its answer is a 409 (already-asked).",
		http.StatusRequestTimeout, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	op.DefaultStatus = http.StatusCreated
	register(s, op, s.createAsked)
}

func (s *Server) listAsked(ctx context.Context, in *askedInput) (*askedOutput, error) {
	filters := []string{in.Party, in.Entry}
	key, err := decodeCursor(in.Cursor, "asked", filters, 4)
	if err != nil {
		return nil, err
	}
	f := graphstore.AskedFilter{Party: in.Party}
	if in.Entry != "" {
		f.Entries = []string{in.Entry}
	}
	after := graphstore.AskedPlace{On: cpl.Date(key[0]), EntryID: key[1], Party: key[2], ID: key[3]}
	found, total, err := s.o.Store.AskedPage(ctx, s.scope(ctx), f, after, in.Limit+1)
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	out := &askedOutput{}
	out.Body.Asked, out.Body.Paged = cutPage(found, in.Limit, total, "asked", filters, func(a graphstore.Asked) []string {
		return []string{string(a.On), a.EntryID, a.Party, a.ID}
	})
	return out, nil
}

func (s *Server) createAsked(ctx context.Context, in *askInput) (*askOutput, error) {
	b := in.Body
	q := graphstore.AskRequest{EntryID: b.Entry, Party: b.Party, Reference: b.Reference, Chase: b.Chase, By: s.acting(ctx, b.By).By, On: s.today(), Today: s.today()}
	if b.On != "" {
		on, err := cpl.ParseISODate(b.On)
		if err != nil {
			return nil, &graphstore.InputError{Code: "not-a-date", Message: "on: " + err.Error(), Hint: "give the day of the request, as YYYY-MM-DD"}
		}
		q.On = on
	}
	made, err := s.o.Store.Ask(ctx, s.scope(ctx), []graphstore.AskRequest{q})
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	out := &askOutput{}
	out.Body.Asked = made[0]
	return out, nil
}
