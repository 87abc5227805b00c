package api_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/api"
	"waymark/api/identity"
	"waymark/cpl"
	"waymark/graphstore"
)

func TestEachErrorHasItsProblem(t *testing.T) {
	secret := errors.New("password hunter2 at 10.0.0.7")
	input := func(code string) error {
		return &graphstore.InputError{Code: code, Message: "m --as-of", Hint: `h --force "reason"`}
	}
	for name, tc := range map[string]struct {
		err    error
		status int
		code   string
	}{
		"a key that is not taken": {identity.ErrBadKey, http.StatusUnauthorized, "bad-key"},
		"not found":               {graphstore.ErrNotFound, http.StatusNotFound, "not-found"},
		"conflict":                {graphstore.ErrConflict, http.StatusConflict, "conflict"},
		"invalid":                 {graphstore.ErrInvalid, http.StatusUnprocessableEntity, "invalid"},
		"unavailable":             {fmt.Errorf("%w: %w", graphstore.ErrUnavailable, secret), http.StatusServiceUnavailable, "database-unavailable"},
		"timeout":                 {fmt.Errorf("%w: %w", graphstore.ErrTimeout, secret), http.StatusGatewayTimeout, "timeout"},
		"busy":                    {fmt.Errorf("%w: %w", graphstore.ErrBusy, secret), http.StatusConflict, "busy"},
		"lease lost":              {fmt.Errorf("%w: %w", graphstore.ErrLeaseLost, secret), http.StatusServiceUnavailable, "lease-lost"},
		"strict":                  {graphstore.ErrStrict, http.StatusUnprocessableEntity, "strict-rejects"},
		"file refused":            {&cpl.FileFault{Code: "open-quote", Message: "m", Hint: "h", Line: 7}, http.StatusUnprocessableEntity, "open-quote"},
		"option of other kind":    {input("option-of-other-kind"), http.StatusUnprocessableEntity, "option-of-other-kind"},
		"unknown rule":            {input("unknown-rule"), http.StatusUnprocessableEntity, "unknown-rule"},
		"guard: older list":       {input("as-of-older"), http.StatusConflict, "as-of-older"},
		"guard: retired":          {input("too-many-retired"), http.StatusConflict, "too-many-retired"},
		"guard: blanked":          {input("too-many-blanked"), http.StatusConflict, "too-many-blanked"},
		"no run":                  {input("no-run"), http.StatusNotFound, "no-run"},
		"bad cursor":              {input("bad-cursor"), http.StatusBadRequest, "bad-cursor"},
		"schema of a newer one":   {input("schema-newer"), http.StatusServiceUnavailable, "schema-newer"},
		"body too large":          {&http.MaxBytesError{Limit: 5}, http.StatusRequestEntityTooLarge, "body-too-large"},
		"slow body":               {api.ErrSlowBody, http.StatusRequestTimeout, "slow-body"},
		"body cut":                {api.ErrBodyCut, http.StatusBadRequest, "body-cut-short"},
		"stopping":                {api.ErrStopping, http.StatusServiceUnavailable, "stopping"},
		"too many jobs":           {api.ErrTooManyJobs, http.StatusServiceUnavailable, "too-many-jobs"},
		"disk full":               {fmt.Errorf("%w: %w", secret, syscall.ENOSPC), http.StatusInsufficientStorage, "disk-full"},
		"cancelled":               {fmt.Errorf("%w: %w", secret, context.Canceled), http.StatusServiceUnavailable, "interrupted"},
		"deadline":                {fmt.Errorf("%w: %w", secret, context.DeadlineExceeded), http.StatusGatewayTimeout, "timeout"},
		"what nobody thought of":  {secret, http.StatusInternalServerError, "internal"},
		"nothing known inside":    {fmt.Errorf("act: %w", secret), http.StatusInternalServerError, "internal"},
	} {
		t.Run(name, func(t *testing.T) {
			p := api.Translate(fmt.Errorf("act: %w", tc.err))
			require.Equal(t, tc.status, p.Status)
			require.Equal(t, tc.code, p.Code)
			require.Equal(t, http.StatusText(tc.status), p.Title)
			require.NotContains(t, p.Detail+p.Hint, "hunter2", "what is private stays private")
			require.NotContains(t, p.Detail+p.Hint, "--", "the command line's words are not HTTP's")
			if tc.status == http.StatusInternalServerError {
				require.Empty(t, p.Detail)
			}
		})
	}
	require.EqualValues(t, 7, api.Translate(&cpl.FileFault{Code: "c", Line: 7}).Line)
}

func TestRequestIDIsTakenOnlyIfHarmless(t *testing.T) {
	for _, sane := range []string{"a", "0af7651916cd43dd8448eb211c80319c", "A-b_c.9"} {
		require.Equal(t, sane, api.ChooseRequestID(sane))
	}
	long := make([]byte, 65)
	for i := range long {
		long[i] = 'a'
	}
	for _, odd := range []string{"", " ", "a b", "a\nb", "ü", "a;b", string(long)} {
		made := api.ChooseRequestID(odd)
		require.NotEqual(t, odd, made)
		require.Len(t, made, 36)
	}
}

// Whatever breaks off since the client has gone is no fault of the service, in whatever words.
func TestAClientThatIsGoneIsNoFault(t *testing.T) {
	c := serve(t, api.Options{Authenticator: claims{}})
	gone, leave := context.WithCancel(t.Context())
	leave()
	for status, ctx := range map[int]context.Context{499: gone, http.StatusInternalServerError: t.Context()} {
		r := httptest.NewRequest(http.MethodGet, "/api/v1/rules", nil).WithContext(ctx)
		r.Header.Set("Authorization", "wrong")
		w := httptest.NewRecorder()
		c.server.ServeHTTP(w, r)
		require.Equal(t, status, w.Code)
	}
}
