package api

import (
	"bytes"
	"encoding/json"
	"fmt"
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

// check refuses a change of what is answered otherwise now. read gives the body
// with which the thing is read.
func (c Condition) check(read func() (any, error)) error {
	if c.IfMatch == "" {
		return nil
	}
	body, err := read()
	if err != nil {
		return err
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(body); err != nil {
		return fmt.Errorf("tag what is to be changed: %w", err)
	}
	if !hasTag(c.IfMatch, tagOf("", text.Bytes())) {
		return newProblem(http.StatusPreconditionFailed, "changed-since", "it was changed since it was read", "read it again, then repeat the change with its new ETag")
	}
	return nil
}
