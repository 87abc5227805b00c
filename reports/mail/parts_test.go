package mail_test

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/graphstore"
)

// MessageBodies gives each message the one body.
func (b bodyOf) MessageBodies(_ context.Context, _ graphstore.Scope, sums []string) (map[string]*graphstore.MessageBody, error) {
	out := map[string]*graphstore.MessageBody{}
	for _, sum := range sums {
		out[sum] = b.body
	}
	return out, nil
}

// bodyOf is a shelf whose messages have a body of their own.
type bodyOf struct {
	*shelf
	body *graphstore.MessageBody
}

// readParts reads a message of any nesting: texts by media type, files by name.
func readParts(t *testing.T, contentType string, body io.Reader) map[string][]byte {
	t.Helper()
	_, params, err := mime.ParseMediaType(contentType)
	require.NoError(t, err)
	out := map[string][]byte{}
	parts := multipart.NewReader(body, params["boundary"])
	for {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return out
		}
		require.NoError(t, err)
		kind, _, err := mime.ParseMediaType(part.Header.Get("Content-Type"))
		require.NoError(t, err)
		if strings.HasPrefix(kind, "multipart/") {
			for name, data := range readParts(t, part.Header.Get("Content-Type"), part) {
				out[name] = data
			}
			continue
		}
		var r io.Reader = part
		switch part.Header.Get("Content-Transfer-Encoding") {
		case "quoted-printable":
			r = quotedprintable.NewReader(part)
		case "base64":
			r = base64.NewDecoder(base64.StdEncoding, part)
		}
		data, err := io.ReadAll(r)
		require.NoError(t, err)
		if name := part.FileName(); name != "" {
			kind = name
		}
		out[kind] = data
	}
}

func TestAttachmentsArriveWhole(t *testing.T) {
	p := startPeer(t, plain)
	body := &graphstore.MessageBody{Text: "See.", HTML: "<p>See.</p>", Attachments: []graphstore.Attachment{{Name: "waymark-panel-12.pdf", MediaType: "application/pdf", Data: []byte(strings.Repeat("\x00\xff\r\n.\r\n", 5000))}}}
	d := delivery(t, "smtp://"+p.address+"?tls=off", "", bodyOf{fill(1, anyone, newClock().at), body}, newClock())
	_, err := d.Flush(t.Context())
	require.NoError(t, err)
	m := p.messages()[0].parse(t)
	parts := readParts(t, m.Header.Get("Content-Type"), m.Body)
	require.Equal(t, body.Attachments[0].Data, parts["waymark-panel-12.pdf"])
	require.Equal(t, "See.", string(parts["text/plain"]))
}
