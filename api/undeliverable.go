package api

import (
	"context"
	"net/http"

	"waymark/graphstore"
)

type undeliverableOutput struct {
	Body struct {
		Undeliverable []graphstore.Undeliverable      `json:"undeliverable" doc:"What there is to tell and nobody to tell it to, by role, party and manufacturer identifier."`
		Suspended     []graphstore.SuspendedRecipient `json:"suspended" doc:"Addresses that get no more mail, since they keep refusing it, by address; after all that is undeliverable."`
		Paged
	} `nameHint:"UndeliverableList"`
}

func (s *Server) addUndeliverable() {
	register(s, operation("list-undeliverable", http.MethodGet, apiRoot+"/undeliverable", "mail", "List what cannot be told",
		"What there is to tell to a party without an address, and then recipients that are suspended since they keep refusing. A page holds of both together as many as limit says, and the total is of both."), s.listUndeliverable)
}

// undeliverableKey is where a page ended: for whom the last notices are that were
// shown, and the last address. Each of the two lists goes on after its own.
type undeliverableKey struct {
	notices graphstore.UndeliverablePlace
	address string
}

func (k undeliverableKey) parts() []string {
	return []string{k.notices.Owner, k.notices.Party, k.notices.ManufacturerID, k.address}
}

func (s *Server) listUndeliverable(ctx context.Context, in *struct{ Page }) (*undeliverableOutput, error) {
	parts, err := decodeCursor(in.Cursor, "undeliverable", nil, 4)
	if err != nil {
		return nil, err
	}
	after := undeliverableKey{graphstore.UndeliverablePlace{Owner: parts[0], Party: parts[1], ManufacturerID: parts[2]}, parts[3]}
	waiting, groups, err := s.o.Store.UndeliverablePage(ctx, s.scope(ctx), after.notices, in.Limit+1)
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	suspended, addresses, err := s.o.Store.SuspendedPage(ctx, s.scope(ctx), after.address, in.Limit+1-len(waiting))
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	out := &undeliverableOutput{}
	out.Body.Paged = Paged{Total: groups + addresses, TotalIs: totalExact}
	out.Body.Undeliverable, out.Body.Suspended = waiting[:min(len(waiting), in.Limit)], suspended[:min(len(suspended), max(0, in.Limit-len(waiting)))]
	if len(waiting)+len(suspended) > in.Limit {
		out.Body.Next = encodeCursor("undeliverable", nil, after.past(out.Body.Undeliverable, out.Body.Suspended).parts())
	}
	return out, nil
}

// past is the key after a page that holds these.
func (k undeliverableKey) past(waiting []graphstore.Undeliverable, suspended []graphstore.SuspendedRecipient) undeliverableKey {
	if n := len(waiting); n > 0 {
		last := waiting[n-1]
		k.notices = graphstore.UndeliverablePlace{Owner: last.Owner, Party: last.Party, ManufacturerID: last.ManufacturerID}
	}
	if n := len(suspended); n > 0 {
		k.address = suspended[n-1].Address
	}
	return k
}
