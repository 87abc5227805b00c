package api

import (
	"fmt"
	"mime"
	"net/http"
	"regexp"
	"strings"

	"github.com/klauspost/compress/gzhttp"
)

// compressedFrom is from how many bytes an answer is worth compressing.
const compressedFrom = 1 << 10

// noWeight is the weight of what a client does not take.
var noWeight = regexp.MustCompile(`^\s*q\s*=\s*0(\.0*)?\s*$`)

// compressing packs texts with gzip for clients that take it. Reports in PDF,
// XLSX and ZIP are packed already.
func compressing(next http.Handler) (http.Handler, error) {
	wrap, err := gzhttp.NewWrapper(gzhttp.MinSize(compressedFrom), gzhttp.EnableZstd(false), gzhttp.ContentTypeFilter(isText))
	if err != nil {
		return nil, fmt.Errorf("prepare compression: %w", err)
	}
	return wrap(next), nil
}

// packs tells whether an answer of so many bytes is packed for who sent r.
func packs(r *http.Request, media string, size int64) bool {
	return size >= compressedFrom && isText(media) && takesGzip(r.Header.Get("Accept-Encoding"))
}

// takesGzip tells whether a list of codings has gzip, unless with a weight of 0.
func takesGzip(codings string) bool {
	for coding := range strings.SplitSeq(codings, ",") {
		name, weight, _ := strings.Cut(coding, ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			return !noWeight.MatchString(weight)
		}
	}
	return false
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
