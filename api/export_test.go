package api

// What tests need of the inside.
var (
	Translate       = translate
	EncodeCursor    = encodeCursor
	DecodeCursor    = decodeCursor
	ChooseRequestID = chooseRequestID
	ErrSlowBody     = errSlowBody
	ErrBodyCut      = errBodyCut
	ErrStopping     = errStopping
	ErrTooManyJobs  = errTooManyJobs
	StatusCodes     = statusCodes
)

// Routes are the registered routes as "METHOD path", with parameters as gin writes them.
func (s *Server) Routes() []string {
	var out []string
	for _, r := range s.router.Routes() {
		out = append(out, r.Method+" "+r.Path)
	}
	return out
}
