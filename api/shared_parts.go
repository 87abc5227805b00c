package api

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// What many operations answer alike stands in the document once, and they refer
// to it: said in each, it would be most of the document, and of a client made of it.

// sharedHeaders are the headers of answers, by name.
func sharedHeaders() map[string]*huma.Header {
	text := func(description string) *huma.Header {
		return &huma.Header{Description: description, Schema: &huma.Schema{Type: huma.TypeString}}
	}
	date := text("The newest date of which a loaded list was true. Absent before the first.")
	date.Schema.Format = "date"
	seconds := text("Seconds after which trying again may help.")
	seconds.Schema.Type = huma.TypeInteger
	return map[string]*huma.Header{
		headerRun:        text("The newest full run, on which the answer rests; of a report its own. Absent before the first."),
		headerDataDate:   date,
		headerETag:       text("Names what was answered, for If-None-Match; where it begins with a revision, for If-Match too."),
		headerReplayed:   text("true where the answer is that of an earlier request with the same idempotency key."),
		headerRequestID:  text("The request's id, as in the log."),
		headerRetryAfter: seconds,
	}
}

// referToHeaders makes a response carry shared headers.
func referToHeaders(response *huma.Response, names ...string) {
	if response.Headers == nil {
		response.Headers = map[string]*huma.Param{}
	}
	for _, name := range names {
		response.Headers[name] = &huma.Header{Ref: "#/components/headers/" + name}
	}
}

// sharedParameters are what many requests may carry, by name.
func sharedParameters() map[string]*huma.Param {
	return map[string]*huma.Param{
		headerIdempotencyKey: {
			Name: headerIdempotencyKey, In: "header", Description: "A name for this request, such as a UUID. Sent again within 24 hours it gets the same answer, with " + headerReplayed + ", and does nothing more.",
			Schema: &huma.Schema{Type: huma.TypeString}, Example: "0b7e6c1e-7a0e-4b43-9d53-6d6f1f6f6a10",
		},
		headerIfNoneMatch: {
			Name: headerIfNoneMatch, In: "header", Description: "The ETag of an earlier answer to the same request: 304 if it would be the same.",
			Schema: &huma.Schema{Type: huma.TypeString},
		},
	}
}

func referToParameter(name string) *huma.Param {
	return &huma.Param{Ref: "#/components/parameters/" + name}
}

// isProblem tells whether a response is a problem and nothing else.
func isProblem(response *huma.Response) bool {
	return len(response.Content) == 1 && response.Content[mediaProblem] != nil
}

// referToTooLarge refers to the answer to a request whose address and headers are too
// long to be read. It comes before all that is the service's own, so it is no problem.
func referToTooLarge(oapi *huma.OpenAPI) *huma.Response {
	const name = "RequestHeaderFieldsTooLarge"
	oapi.Components.Responses[name] = &huma.Response{
		Description: "The address and the headers are over 32 KiB; in plain text, without the headers of other answers.", Content: contentOf("text/plain"),
	}
	return &huma.Response{Ref: "#/components/responses/" + name}
}

// shareResponse keeps the response of a status among the shared ones and gives what refers to it.
func shareResponse(oapi *huma.OpenAPI, status string, response *huma.Response) *huma.Response {
	code, _ := strconv.Atoi(status) // operations name statuses by number
	name := strings.ReplaceAll(http.StatusText(code), " ", "")
	if oapi.Components.Responses[name] == nil {
		referToHeaders(response, headerRequestID, headerRun, headerDataDate)
		switch code {
		case http.StatusServiceUnavailable, http.StatusConflict, http.StatusTooManyRequests:
			referToHeaders(response, headerRetryAfter, headerReplayed)
		case http.StatusNotModified:
			referToHeaders(response, headerETag)
		case http.StatusPreconditionFailed:
			referToHeaders(response, headerETag, headerReplayed)
		default:
			referToHeaders(response, headerReplayed)
		}
		oapi.Components.Responses[name] = response
	}
	return &huma.Response{Ref: "#/components/responses/" + name}
}
