package api

import (
	"fmt"
	"mime"
	"net/http"
	"strings"

	"github.com/klauspost/compress/gzhttp"
)

// compressedFrom is from how many bytes an answer is worth compressing.
const compressedFrom = 1 << 10

// compressing packs texts with gzip for clients that take it. Reports in PDF,
// XLSX and ZIP are packed already.
func compressing(next http.Handler) (http.Handler, error) {
	wrap, err := gzhttp.NewWrapper(gzhttp.MinSize(compressedFrom), gzhttp.EnableZstd(false), gzhttp.ContentTypeFilter(isText))
	if err != nil {
		return nil, fmt.Errorf("prepare compression: %w", err)
	}
	return wrap(next), nil
}

func isText(contentType string) bool {
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		return false
	}
	switch media {
	case mediaJSON, mediaProblem, mediaNDJSON, "application/javascript", "image/svg+xml":
		return true
	}
	return strings.HasPrefix(media, "text/")
}
