package reports

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"waymark/graphstore"
)

// The results of a verification.
const (
	VerifyIdentical  = "identical"
	VerifyAltered    = "altered"
	VerifyUnknownKey = "unknown-key"
)

// Verification is what a file is, compared with what Waymark gave out.
type Verification struct {
	Result string `json:"result"`
	// Why says in a sentence what the result rests on.
	Why    string `json:"why"`
	Pack   string `json:"pack"`
	Party  string `json:"party,omitempty"`
	RunID  string `json:"run"`
	Report string `json:"report,omitempty"`
	Format string `json:"format"`
	KeyID  string `json:"key"`
	// Differences are places at which the file differs, at most maxDifferences of
	// DifferencesTotal; only JSON and CSV are compared place by place.
	Differences      []Difference `json:"differences"`
	DifferencesTotal int          `json:"differencesTotal"`
	// RestatedBy is a later report that corrects this one.
	RestatedBy string `json:"restatedBy,omitempty"`
}

// Difference is one place: a JSON pointer, or "line 3, column Severity".
type Difference struct {
	Where string `json:"where"`
	// Is is what the file says, Was what Waymark gave out; blank where one lacks the place.
	Is  string `json:"is"`
	Was string `json:"was"`
}

// Verify compares a file with what Waymark gives out for the seal in it. It
// fails with ErrNoSeal when there is no seal, with graphstore.ErrNotFound when
// the report or its run is not known here, and with *graphstore.InputError when
// the file cannot be compared.
func (l *Library) Verify(ctx context.Context, scope graphstore.Scope, file []byte) (*Verification, error) {
	seal, err := SealIn(file)
	v := &Verification{Pack: seal.Pack, Party: seal.Party, RunID: seal.RunID, Report: seal.Report, Format: seal.Format, KeyID: seal.KeyID, Differences: []Difference{}}
	switch {
	case errors.Is(err, ErrNoSeal):
		return nil, err
	case err != nil:
		return v.altered("The seal in the file cannot be read."), nil
	}
	if err := l.Signer.check(seal); err != nil {
		if errors.Is(err, errUnknownKey) {
			v.Result, v.Why = VerifyUnknownKey, "The report was not signed with a key of this installation."
			return v, nil
		}
		return v.altered("The seal in the file is not as it was made."), nil
	}
	if seal.Report != "" {
		return l.verifyPublished(ctx, scope, v, seal, file)
	}
	return l.verifyDraft(ctx, scope, v, seal, file)
}

// verifyPublished looks for the file among all that were given out of a report.
func (l *Library) verifyPublished(ctx context.Context, scope graphstore.Scope, v *Verification, seal Seal, file []byte) (*Verification, error) {
	issue, err := l.Open(ctx, scope, seal.Report)
	if err != nil {
		return nil, err
	}
	v.RestatedBy = issue.Published.RestatedBy
	given, err := l.Shelf.Renderings(ctx, scope, seal.Report)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(file)
	for _, r := range given {
		if r.SHA256 == hex.EncodeToString(sum[:]) {
			return v.identical("It is what was given out when it was rendered."), nil
		}
	}
	return l.compare(ctx, v, issue, seal, file)
}

// verifyDraft builds the report again from what its run froze.
func (l *Library) verifyDraft(ctx context.Context, scope graphstore.Scope, v *Verification, seal Seal, file []byte) (*Verification, error) {
	issue, err := l.Draft(ctx, scope, Request{Pack: seal.Pack, Party: seal.Party, RunID: seal.RunID})
	if err != nil {
		return nil, err
	}
	if issue.Seal.DataSHA256 != seal.DataSHA256 {
		return nil, &graphstore.InputError{
			Code: "draft-gone", Message: "the file is a draft about data that have changed since, so it cannot be compared",
			Hint: "publish a report to be able to verify it later",
		}
	}
	return l.compare(ctx, v, issue, seal, file)
}

// compare renders the report again under the seal in the file, whose signature
// holds, and compares byte by byte, then place by place.
func (l *Library) compare(ctx context.Context, v *Verification, issue *Issue, seal Seal, file []byte) (*Verification, error) {
	if !KnownFormat(seal.Format) {
		return v.altered("Its seal names a format that there is not."), nil
	}
	issue.Seal = seal
	var again bytes.Buffer
	if err := issue.render(ctx, &again, seal.Format, l.Drawer); err != nil {
		return nil, err
	}
	if bytes.Equal(again.Bytes(), file) {
		if issue.Published != nil && seal.Release != l.Release {
			return v.altered("Its seal names a release that never gave it out."), nil
		}
		return v.identical("Rendered again from the data that were kept, it has the same bytes."), nil
	}
	v.Differences, v.DifferencesTotal = differences(seal.Format, file, again.Bytes())
	switch {
	case v.DifferencesTotal > 0:
		return v.altered(fmt.Sprintf("It differs in %s from what Waymark gives out for this report.", counted(v.DifferencesTotal, "place", "places"))), nil
	case issue.Published == nil && seal.Release != l.Release:
		return nil, &graphstore.InputError{
			Code: "other-release", Message: fmt.Sprintf("the file is a draft rendered by Waymark %s and this is %s, whose renderings may differ", seal.Release, l.Release),
			Hint: "verify it with the version that rendered it, or verify its JSON form",
		}
	}
	return v.altered("Its bytes are not those that Waymark gives out for this report."), nil
}

func (v *Verification) identical(why string) *Verification {
	v.Result, v.Why = VerifyIdentical, why
	return v
}

func (v *Verification) altered(why string) *Verification {
	v.Result, v.Why = VerifyAltered, why
	return v
}
