//go:build integration

package api_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"waymark/api/identity"
	"waymark/internal/neo4jtest"
)

// estatesAsked is how many random estates are asked about, each with two sets of
// installs; WAYMARK_TEST_ESTATES asks for more.
const estatesAsked = 3

// told replaces what differs from run to run: ids of runs, reports, imports and
// requests, times, hashes of data that hold them, and signatures.
var told = []*regexp.Regexp{
	regexp.MustCompile(`(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`),
	regexp.MustCompile(`\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[0-9.]*(Z|[+-]\d{2}:\d{2})`),
	regexp.MustCompile(`waymark-seal-\d+\.[A-Za-z0-9_=-]+`),
	regexp.MustCompile(`"(sha256|dataSha256|signature|key|keyId|requestId|size)": ?("[^"]*"|\d+)`),
}

// sums are hashes and keys in a report's page, which has no members to know them by.
var sums = regexp.MustCompile(`\b([0-9a-f]{64}|[0-9a-f]{16})\b`)

func steady(path, text string) string {
	for _, r := range told {
		text = r.ReplaceAllString(text, "…")
	}
	if strings.Contains(path, "format=html") {
		text = sums.ReplaceAllString(text, "…")
	}
	return text
}

// drawn is a random list of two own models and one of another manufacturer.
func drawn(random *rand.Rand) (list string, ids []string) {
	ids = []string{"E1", "E2", "E3", "E4", "E5", "E6", "E7", "O1"}
	list = listHeader
	for i, id := range ids {
		cites := []string{"N/A", "", "GHOST", ids[random.IntN(len(ids))], ids[random.IntN(len(ids))] + "," + ids[random.IntN(len(ids))]}[random.IntN(5)]
		status := []string{"Current", "Current", "Current", "Removed"}[random.IntN(4)]
		maker, model := "A0C1", 1+i%2
		if id == "O1" {
			maker = "B0B2"
		}
		list += fmt.Sprintf("%s,ESME,%s,0000000%d,0000000%d,%s,%q\n", id, maker, model, 1+i, status, cites)
	}
	return list, ids
}

// installs are random returns with one frozen table: of model 1 too few suppliers
// to be told of, or none; of model 2 thirty devices, on whatever versions.
func installs(random *rand.Rand, month string) string {
	text := returnHeader
	for _, supplier := range []string{"S1", "S2"} {
		for firmware := range 8 {
			if random.IntN(3) == 0 {
				text += fmt.Sprintf("%s,ESME,A0C1,00000001,0000000%d,%s,%d\n", supplier, 1+firmware, month, 1+random.IntN(500))
			}
		}
	}
	for _, supplier := range []string{"S1", "S2", "S3"} {
		text += fmt.Sprintf("%s,ESME,A0C1,00000002,0000000%d,%s,10\n", supplier, 2*(1+random.IntN(4)), month)
	}
	return text
}

// everythingFor is what a manufacturer can fetch, by request: each GET that is open
// to it, with all that it might ask for.
func everythingFor(t *testing.T, operator, maker *client, ids []string) map[string]string {
	t.Helper()
	a := operator.do(http.MethodPost, "/api/v1/reports/published", strings.NewReader(`{"pack":"manufacturer","party":"Acme"}`), "Content-Type", "application/json")
	report := read[publishedDocument](t, a, http.StatusCreated).Report.ID
	fingerprints := []string{}
	for _, f := range read[list[map[string]any]](t, operator.get("/api/v1/findings?state=all&limit=500"), http.StatusOK).Findings {
		if f["supplier"] == "" {
			fingerprints = append(fingerprints, f["fingerprint"].(string))
		}
	}
	for _, f := range read[list[map[string]any]](t, maker.get("/api/v1/findings?state=all&limit=500"), http.StatusOK).Findings {
		fingerprints = append(fingerprints, f["fingerprint"].(string))
	}
	slices.Sort(fingerprints)
	values := map[string][]string{
		"{entryId}": append([]string{"GHOST"}, ids...), "{fingerprint}": slices.Compact(fingerprints), "{id}": {report, "A0C1", "B0B2", "version-unreachable", "version-unrooted"},
		"{key}": {"ESME|A0C1|00000001", "ESME|A0C1|00000002", "ESME|B0B2|00000001"},
	}
	var paths []string
	for path, item := range maker.doc.Paths.Map() {
		if item.Get == nil || !slices.Contains(rolesIn(item.Get.Extensions["x-waymark-roles"]), string(identity.Manufacturer)) {
			continue
		}
		parameter := pathParameterIn.FindString(path)
		for _, value := range append(values[parameter], map[bool][]string{true: {""}}[parameter == ""]...) {
			paths = append(paths, strings.Replace(path, parameter, url.PathEscape(value), 1))
		}
		require.True(t, parameter == "" || values[parameter] != nil, "say what a manufacturer might ask of %s", path)
	}
	paths = append(paths, "/api/v1/reports/manufacturer?party=Acme&format=html", "/api/v1/reports/manufacturer?party=Acme&format=csv", "/api/v1/reports/manufacturer?party=Acme",
		"/api/v1/findings?state=all&limit=500", "/api/v1/findings?supplier=S1", "/api/v1/findings?rule=version-unreachable&state=all", "/api/v1/versions?manufacturer=b0b2")
	for _, subject := range append(slices.Concat(ids, fingerprints), "GHOST", "ESME|A0C1|00000001", "ESME|A0C1|00000002", "S1|ESME|A0C1|00000001|00000001", "s1|") {
		paths = append(paths, "/api/v1/explain?subject="+url.QueryEscape(subject))
	}
	out := map[string]string{}
	for _, path := range paths {
		got := maker.get(path)
		out[steady("", path)] = fmt.Sprint(got.status, " ", steady(path, got.body))
	}
	got := maker.do(http.MethodPost, "/api/v1/lint", strings.NewReader(listHeader+"E1,ESME,A0C1,00000001,00000001,Current,E3\nE9,ESME,A0C1,00000001,00000009,Current,E1\n"), "Content-Type", "text/csv")
	out["lint"] = fmt.Sprint(got.status, " ", steady("", got.body))
	return out
}

var pathParameterIn = regexp.MustCompile(`\{[^}]*\}`)

func rolesIn(extension any) []string {
	list, _ := extension.([]any)
	out := []string{}
	for _, r := range list {
		out = append(out, fmt.Sprint(r))
	}
	return out
}

// waiveAllSeen waives, so that any growth would end it, each finding that the
// manufacturer sees and that can be waived.
func waiveAllSeen(t *testing.T, panel, maker *client) {
	t.Helper()
	waived := 0
	for _, f := range read[list[map[string]any]](t, maker.get("/api/v1/findings?limit=500"), http.StatusOK).Findings {
		until := time.Now().AddDate(0, 6, 0).Format(time.DateOnly)
		body := fmt.Sprintf(`{"fingerprint":%q,"reason":"can wait","reference":"SECP-1","until":%q,"share":0}`, f["fingerprint"], until)
		if a := panel.do(http.MethodPost, "/api/v1/waivers", strings.NewReader(body), "Content-Type", "application/json"); a.status == http.StatusCreated {
			waived++
		} else {
			require.Contains(t, []int{http.StatusConflict, http.StatusUnprocessableEntity}, a.status, a.body)
		}
	}
	require.NotZero(t, waived)
}

// TestAManufacturerFetchesAFunctionOfTheFrozenTable asks about the same list with
// installs that differ and freeze to the same table, and compares all answers. Before
// them the same installs were known, and what it sees was waived; in every other estate
// the waivers lapse in the end. A
// fingerprint that only one of the two has is of a finding that it may not see.
func TestAManufacturerFetchesAFunctionOfTheFrozenTable(t *testing.T) {
	estates := uint64(estatesAsked)
	if more, err := strconv.ParseUint(os.Getenv("WAYMARK_TEST_ESTATES"), 10, 32); err == nil {
		estates = more
	}
	for seed := range estates {
		text, ids := drawn(rand.New(rand.NewPCG(seed, 1)))
		var answers []map[string]string
		for variant := range uint64(2) {
			t.Run(fmt.Sprintf("estate %d, installs %d", seed, variant), func(t *testing.T) {
				c, _ := serveGraphTo(t, claimed{})
				operator := c.is(identity.Operator, "", "")
				operator.load("cpl", text, "")
				operator.load("parties", twoParties, "")
				operator.load("installs", installs(rand.New(rand.NewPCG(seed, 4)), "2025-01-31"), "")
				operator.run()
				maker := c.is(identity.Manufacturer, "Acme", "A0C1")
				waiveAllSeen(t, c.is(identity.Panel, "", ""), maker)
				operator.load("installs", installs(rand.New(rand.NewPCG(seed, 2+variant)), "2025-02-28"), "")
				operator.run()
				if seed%2 == 1 {
					neo4jtest.Query(t, "MATCH (w:Waiver) SET w.until = date('2026-01-01')", nil)
					operator.run()
				}
				answers = append(answers, everythingFor(t, operator, maker, ids))
			})
		}
		require.Len(t, answers, 2)
		for path, first := range answers[0] {
			second, both := answers[1][path]
			if !both {
				require.Regexp(t, "^404 ", first, path)
				continue
			}
			assert.Equal(t, first, second, path)
		}
		for path, second := range answers[1] {
			if _, both := answers[0][path]; !both {
				require.Regexp(t, "^404 ", second, path)
			}
		}
	}
}
