package api_test

import (
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/stretchr/testify/require"
	"waymark/api"
)

// taker is a client that takes its time with each piece.
type taker struct {
	gin.ResponseWriter
	time.Duration
}

func (k taker) Write(p []byte) (int, error) {
	time.Sleep(k.Duration)
	return len(p), nil
}

// An answer under way holds a place, which a client that takes it drop by drop must not keep.
func TestWhoTakesTooSlowlyIsCutOff(t *testing.T) {
	for name, c := range map[string]struct {
		each  int
		takes time.Duration
		makes time.Duration
		cut   bool
	}{
		"drop by drop":                      {1 << 10, time.Second, 0, true},
		"just fast enough":                  {16 << 10, time.Second, 0, false},
		"all at once, and slow in the make": {1 << 10, time.Millisecond, time.Second, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				began, at := time.Now(), httptest.NewRecorder()
				ctx, _ := gin.CreateTestContext(at)
				w := api.Patient(taker{ctx.Writer, c.takes})
				var err error
				for err == nil && time.Since(began) < time.Hour {
					time.Sleep(c.makes)
					_, err = w.Write(make([]byte, c.each))
				}
				if !c.cut {
					require.NoError(t, err)
					return
				}
				require.ErrorIs(t, err, api.ErrSlowTaker)
				require.InDelta(t, time.Minute, time.Since(began), float64(2*time.Second), "after a minute's grace")
			})
		})
	}
}
