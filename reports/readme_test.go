package reports_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The README shows the first picture of the sample report.
func TestPictureInTheDocsIsFresh(t *testing.T) {
	const path = "../docs/pathway.svg"
	page := render(t, samplePanel(t), childDrawer(t, "draw"))
	// Charts come first.
	_, pictures, found := strings.Cut(page, `<h2 id="pictures">`)
	require.True(t, found)
	_, rest, found := strings.Cut(pictures, "<svg ")
	require.True(t, found)
	body, _, found := strings.Cut(rest, "</svg>")
	require.True(t, found)
	svg := "<svg xmlns=\"http://www.w3.org/2000/svg\" " + strings.Replace(body, "xmlns=\"http://www.w3.org/2000/svg\"", "", 1) + "</svg>\n"
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(svg), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), svg, "run the test with -update if the change is meant")
}
