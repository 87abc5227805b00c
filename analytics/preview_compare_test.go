package analytics

import (
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/graphstore"
)

func TestAPreviewComparesSeveralFindingsAboutOneSubject(t *testing.T) {
	of := func(subject string, fingerprints ...string) (out []graphstore.Finding) {
		for _, f := range fingerprints {
			out = append(out, graphstore.Finding{Subject: subject, Fingerprint: f})
		}
		return out
	}
	var same Preview
	same.compare(of("A", "1", "2"), of("A", "1", "2"))
	require.Equal(t, Preview{}, same)

	var p Preview
	p.compare(append(of("A", "1", "2"), of("B", "5")...), append(of("A", "2", "3", "4"), of("C", "6")...))
	require.Equal(t, []Rekey{{"A", "1", "3"}}, p.Rekeys)
	require.Equal(t, append(of("A", "4"), of("C", "6")...), p.Opens)
	require.Equal(t, of("B", "5"), p.Closes)
}
