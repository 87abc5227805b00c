package api

import (
	"bytes"
	"encoding/json"
	"net/http"

	"waymark/graphstore"
)

// Condition lets a change be made only to what was looked at.
type Condition struct {
	IfMatch string `header:"If-Match" maxLength:"1000" doc:"The ETag with which the thing was read, or several with commas: nothing is changed if it is none of them now. * stands for any."`
}

// tags are those that the change asks for. What is neither * nor a list of tags is refused.
func (c Condition) tags() (tags, error) {
	t, ok := parseTags(c.IfMatch)
	if !ok {
		return tags{}, &graphstore.InputError{Code: "bad-etag", Message: "If-Match is neither * nor a list of ETags", Hint: "give the ETag that came with the answer, in its quotes"}
	}
	return t, nil
}

// seen makes of a condition what the store asks about a thing when it changes it: nil
// where any state will do. body gives the body with which the thing is read.
func seen[T any](c Condition, body func(T) any) (func(T) bool, error) {
	given, err := c.tags()
	if err != nil || c.IfMatch == "" || given.whichever {
		return nil, err
	}
	return func(now T) bool { return given.has(tagOfBody(body(now))) }, nil
}

// tagOfBody is the tag of an answer with a body.
func tagOfBody(body any) string {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	// What the service answers always encodes.
	_ = encoder.Encode(body)
	return tagOf("", text.Bytes())
}

// changedProblem tells whoever looked at a thing otherwise how it is now, with its tag.
func changedProblem(changed *graphstore.ChangedError) *Problem {
	p := newProblem(http.StatusPreconditionFailed, "changed-since", changed.Error(), "look at it again, then repeat the change with its new ETag")
	switch now := changed.Now.(type) {
	case graphstore.Restriction:
		p.Restriction, p.etag = &now, tagOfBody(restrictionOf(now))
	case graphstore.Waiver:
		p.Waiver, p.etag = &now, tagOfBody(waiverOf(now))
	case graphstore.Subscription:
		p.Subscription, p.etag = &now, tagOfBody(subscriptionOf(now))
	}
	return p
}
