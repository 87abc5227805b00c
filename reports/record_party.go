package reports

import (
	"fmt"

	"waymark/graphstore"
)

// party returns a party as the run knew it. A supplier that only its returns
// name is one, too.
func (r *Record) party(name string) (*graphstore.Party, error) {
	for i := range r.Parties {
		if r.Parties[i].ID == name || r.Parties[i].Name == name {
			return &r.Parties[i], nil
		}
	}
	return nil, &graphstore.InputError{Code: "unknown-party", Message: fmt.Sprintf("no party is called %q, or none was when the rules were run", name), Hint: "give the name as the file of parties has it, or the supplier's as its returns have it; import parties first, then run the rules"}
}
