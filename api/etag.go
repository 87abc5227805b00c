package api

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"
	"waymark/api/identity"
)

const (
	headerETag        = "ETag"
	headerIfNoneMatch = "If-None-Match"
	// tagBytes is how much of the hash a tag carries.
	tagBytes = 12
)

// tagged makes a read carry an ETag of what it answers, and answer 304 to whom
// has that already. Where the handler gives a revision, it comes first in the tag.
func (s *Server) tagged(op *huma.Operation) {
	describeTag(op)
	op.Middlewares = append(op.Middlewares, func(hc huma.Context, next func(huma.Context)) {
		c := humagin.Unwrap(hc)
		w := hold(c, func() { next(hc) })
		status, body := w.Status(), w.body.Bytes()
		if status == http.StatusOK {
			if mark(c, tagOf(c.Writer.Header().Get(headerETag), body)) {
				c.Writer.Header().Del("Content-Type")
				status, body = http.StatusNotModified, nil
			}
		}
		w.send(status, body)
	})
}

// describeTag says in the document that a read carries a tag.
func describeTag(op *huma.Operation) {
	if op.Responses == nil {
		op.Responses = map[string]*huma.Response{}
	}
	op.Responses["304"] = &huma.Response{Description: "The caller has it already."}
	op.Parameters = append(op.Parameters, referToParameter(headerIfNoneMatch))
}

// mark puts a tag on an answer, and tells whether the caller has it already.
func mark(c *gin.Context, tag string) bool {
	c.Header(headerETag, tag)
	// It may be kept by its reader alone, and is asked for again each time.
	c.Header("Cache-Control", "private, no-cache")
	c.Writer.Header().Add("Vary", "Authorization, Cookie, "+identity.HeaderRole)
	return hasTag(strings.Join(c.Request.Header.Values(headerIfNoneMatch), ","), tag)
}

// fileTag makes the strong tag of a file by its SHA-256. Packed it is other bytes, and has another.
func fileTag(sum []byte, packed bool) string {
	tag := base64.RawURLEncoding.EncodeToString(sum[:tagBytes])
	if packed {
		tag += "-gzip"
	}
	return `"` + tag + `"`
}

// tagOf makes the tag of an answer. It is weak, since packing changes its bytes.
func tagOf(revision string, body []byte) string {
	sum := sha256.Sum256(body)
	hash := base64.RawURLEncoding.EncodeToString(sum[:tagBytes])
	if revision = bareTag(revision); revision != "" {
		hash = revision + "." + hash
	}
	return `W/"` + hash + `"`
}

// hasTag tells whether If-None-Match names a tag; what is no list of tags names none.
func hasTag(value, tag string) bool {
	t, ok := parseTags(value)
	return ok && t.has(tag)
}
