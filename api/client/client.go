package client

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// New makes a client of the service at server, such as https://waymark.example, whose
// requests carry the secret of an API key; a blank key sends none. Over http the secret
// can be read on the way: use that on the same machine alone.
func New(server, key string, options ...ClientOption) (*ClientWithResponses, error) {
	u, err := url.Parse(server)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("%q is no address like https://waymark.example", server)
	}
	c, err := NewClient(strings.TrimRight(server, "/"), options...)
	if err != nil {
		return nil, err
	}
	if own, ok := c.Client.(*http.Client); ok && own.CheckRedirect == nil {
		// The service redirects nobody who brings a key; who does might be anybody.
		still := *own
		still.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		c.Client = &still
	}
	c.Client = refusing{c.Client}
	if key != "" {
		c.RequestEditors = append(c.RequestEditors, func(_ context.Context, r *http.Request) error {
			r.Header.Set("Authorization", "Bearer "+key)
			return nil
		})
	}
	return &ClientWithResponses{ClientInterface: c}, nil
}

// refusing makes an error of every answer that is none of 2xx, and not "the caller has it already".
type refusing struct{ HttpRequestDoer }

// Do sends a request.
func (d refusing) Do(r *http.Request) (*http.Response, error) {
	response, err := d.HttpRequestDoer.Do(r)
	if err != nil {
		return nil, err //nolint:wrapcheck // it names the address and what went wrong
	}
	ok := response.StatusCode >= http.StatusOK && response.StatusCode < http.StatusMultipleChoices
	if ok || response.StatusCode == http.StatusNotModified {
		return response, nil
	}
	defer func() { _ = response.Body.Close() }()
	return nil, problemOf(response)
}
