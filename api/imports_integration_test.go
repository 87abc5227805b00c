//go:build integration

package api_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/graphstore"
	"waymark/internal/neo4jtest"
)

const (
	listHeader   = "CPL Entry ID,Device Type,Manufacturer Identifier,Model Identifier,Firmware Version,Status,Previous Firmware CPL Entry IDs\n"
	returnHeader = "Supplier,Device Type,Manufacturer Identifier,Model Identifier,Firmware Version,As Of,Count\n"
)

// row is one row of a list: id, firmware, what it cites.
func row(id, firmware, cites string) string {
	return fmt.Sprintf("\"%s\",ESME,A0C1,00000001,%s,Current,\"%s\"\n", id, firmware, cites)
}

type importDocument struct {
	Import  importAnswer
	Problem *problem
}

func (c *client) load(kind, text, more string) importAnswer {
	c.t.Helper()
	a := c.do(http.MethodPost, "/api/v1/imports?kind="+kind+more, strings.NewReader(text))
	got := read[importDocument](c.t, a, http.StatusCreated).Import
	require.Equal(c.t, "/api/v1/imports/"+got.ID, a.header.Get("Location"))
	require.Equal(c.t, "done", got.Status)
	require.Equal(c.t, got.Rows, got.Created+got.Updated+got.Unchanged+got.Rejected)
	return got
}

// poll reads an import until it has ended.
func (c *client) poll(location string) importDocument {
	c.t.Helper()
	deadline := time.Now().Add(time.Minute)
	for {
		got := read[importDocument](c.t, c.get(location), http.StatusOK)
		if got.Import.Status != "running" {
			return got
		}
		require.True(c.t, time.Now().Before(deadline), "the import does not end")
		time.Sleep(20 * time.Millisecond)
	}
}

func TestImportIsAnsweredAndReadBack(t *testing.T) {
	c, _ := serveGraph(t)
	text := listHeader + row("V1", "00000001", "N/A") + row("V2", "00000002", "V1") + row("V3", "XYZ", "=1+1")
	got := c.load("cpl", text, "&name=my%20list.csv")
	require.Equal(t, [5]int64{3, 2, 0, 0, 1}, [5]int64{got.Rows, got.Created, got.Updated, got.Unchanged, got.Rejected})
	require.Equal(t, "my list.csv", got.FileName)
	back := read[importDocument](t, c.get("/api/v1/imports/"+got.ID), http.StatusOK).Import
	require.Equal(t, got, back, "the graph says what was answered")
	require.NotEmpty(t, back.Rejects)
	require.EqualValues(t, 4, back.Rejects[0].Line)

	again := c.load("cpl", text, "")
	require.EqualValues(t, 2, again.Unchanged)
	returned := c.load("installs", returnHeader+"Acme,ESME,A0C1,00000001,00000002,2025-01-31,7\n", "")
	require.EqualValues(t, 1, returned.Created)
	refused(t, c.get("/api/v1/imports/none"), http.StatusNotFound, "not-found")
	refused(t, c.get("/api/v1/imports/none/rejects.csv"), http.StatusNotFound, "not-found")
}

func TestEveryRejectIsDownloaded(t *testing.T) {
	c, _ := serveGraph(t)
	var text strings.Builder
	text.WriteString(listHeader + row("V1", "00000001", "N/A"))
	for i := range 2500 {
		text.WriteString(row(fmt.Sprintf("B%d", i), "=HYPERLINK()", "N/A"))
	}
	check := func(id string) {
		a := c.get("/api/v1/imports/" + id + "/rejects.csv")
		require.Equal(t, http.StatusOK, a.status)
		require.Contains(t, a.header.Get("Content-Disposition"), "attachment")
		records, err := csv.NewReader(strings.NewReader(a.body)).ReadAll()
		require.NoError(t, err)
		require.Equal(t, []string{"line", "column", "code", "value", "hint"}, records[0])
		require.Len(t, records, 2501)
		for i, r := range records[1:] {
			require.Equal(t, []string{fmt.Sprint(i + 3), "Firmware Version", "'=HYPERLINK()"}, []string{r[0], r[1], r[3]})
		}
	}
	got := c.load("cpl", text.String(), "")
	require.Len(t, got.Rejects, 1000)
	require.True(t, got.RejectsTruncated)
	back := read[importDocument](t, c.get("/api/v1/imports/"+got.ID), http.StatusOK).Import
	require.Len(t, back.Rejects, 1000)
	require.True(t, back.RejectsTruncated)
	check(got.ID)
	check(c.load("cpl", text.String(), "&dryRun=true").ID)
}

func TestStrictAndGuardsRefuseWithWhatTheyFound(t *testing.T) {
	c, _ := serveGraph(t)
	text := listHeader + row("V1", "00000001", "N/A") + row("V2", "nothex", "V1")
	p := refused(t, c.do(http.MethodPost, importCPL+"&strict=true", strings.NewReader(text)), http.StatusUnprocessableEntity, "strict-rejects")
	require.NotNil(t, p.Import)
	require.EqualValues(t, 1, p.Import.Rejected)
	require.Equal(t, "failed", p.Import.Status)
	require.Len(t, p.Import.Rejects, 1)
	require.Equal(t, "failed", c.poll("/api/v1/imports/"+p.Import.ID).Import.Status)
	require.Zero(t, read[struct{ Total int }](t, c.get("/api/v1/versions"), http.StatusOK).Total, "nothing was loaded")

	c.load("cpl", listHeader+row("V1", "00000001", "N/A")+row("V2", "00000002", "V1"), "")
	p = refused(t, c.do(http.MethodPost, importCPL+"&complete=true", strings.NewReader(listHeader+row("V1", "00000001", "N/A"))), http.StatusConflict, "too-many-retired")
	require.Contains(t, p.Hint, "force=reason")
	refused(t, c.do(http.MethodPost, importCPL+"&asOf=2020-01-01", strings.NewReader(text)), http.StatusConflict, "as-of-older")
	refused(t, c.do(http.MethodPost, importCPL+"&asOf=2999-01-01", strings.NewReader(text)), http.StatusUnprocessableEntity, "as-of-in-future")
	p = refused(t, c.do(http.MethodPost, importCPL+"&partial=true", strings.NewReader(text)), http.StatusUnprocessableEntity, "option-of-other-kind")
	require.Contains(t, p.Detail, "partial does not go with")
}

func TestDryRunIsAnsweredAndWritesNothing(t *testing.T) {
	c, _ := serveGraph(t)
	got := c.load("cpl", listHeader+row("V1", "00000001", "N/A"), "&dryRun=true")
	require.EqualValues(t, 1, got.Created)
	require.Zero(t, read[struct{ Total int }](t, c.get("/api/v1/versions"), http.StatusOK).Total)
	require.Equal(t, got, read[importDocument](t, c.get("/api/v1/imports/"+got.ID), http.StatusOK).Import)
}

func TestAsyncImportIsFollowedToItsEnd(t *testing.T) {
	c, store := serveGraph(t)
	// While another holds the lease, the import has to wait, and is found.
	held, release := make(chan struct{}), make(chan struct{})
	holding := make(chan error, 1)
	go func() {
		holding <- store.WithLease(t.Context(), graphstore.LeaseWriter, "test", graphstore.Wait{}, func(context.Context, *graphstore.Lease) error {
			close(held)
			<-release
			return nil
		})
	}()
	<-held
	text := listHeader + row("V1", "00000001", "N/A") + row("V2", "bad", "V1")
	a := c.do(http.MethodPost, importCPL, strings.NewReader(text), "Prefer", "respond-async")
	got := read[importDocument](t, a, http.StatusAccepted).Import
	require.Equal(t, "running", got.Status)
	require.Equal(t, "running", read[importDocument](t, c.get(a.header.Get("Location")), http.StatusOK).Import.Status)
	// A client that waits is told that the service is busy.
	refused(t, c.do(http.MethodPost, importCPL, strings.NewReader(text)), http.StatusConflict, "busy")
	refused(t, c.do(http.MethodPost, "/api/v1/runs", nil), http.StatusConflict, "busy")
	close(release)
	require.NoError(t, <-holding)
	ended := c.poll(a.header.Get("Location"))
	require.Nil(t, ended.Problem)
	require.Equal(t, "done", ended.Import.Status)
	require.Equal(t, got.ID, ended.Import.ID)
	require.EqualValues(t, 1, ended.Import.Created)
	require.Len(t, ended.Import.Rejects, 1)
	require.Len(t, neo4jtest.Query(t, "MATCH (i:Import {id: $id, status: 'done'}) RETURN i", map[string]any{"id": got.ID}), 1)
	// The audit says how it ended, and not that it was begun.
	outcomes := neo4jtest.Query(t, "MATCH (e:AuditEntry {requestId: $id, phase: 'outcome'}) RETURN e.status AS status, e.target AS target", map[string]any{"id": a.header.Get("X-Request-Id")})
	require.Equal(t, []map[string]any{{"status": int64(201), "target": importCPL + " > " + a.header.Get("Location")}}, outcomes)
}

func TestTablesBesideTheListAreLoadedOverHTTP(t *testing.T) {
	c, _ := serveGraph(t)
	copied := strings.Replace(listHeader, ",Previous Firmware CPL Entry IDs", "", 1) + "V1,ESME,A0C1,00000001,00000001,Current\n"
	require.EqualValues(t, 1, c.load("dcc", copied, "").Created)
	require.EqualValues(t, 1, c.load("dcc", copied, "").Unchanged)
	a := c.do(http.MethodPost, "/api/v1/imports?kind=applicability", strings.NewReader("SMETS/CHTS Version,GBCS Version,Maintenance End Date\nS5,G4,2030-01-01\nS5,G4,2031-01-01\n"))
	got := read[struct {
		Import struct{ Created, Rejected, Removed int64 }
	}](t, a, http.StatusCreated).Import
	require.Equal(t, []int64{1, 1, 0}, []int64{got.Created, got.Rejected, got.Removed})
	refused(t, c.do(http.MethodPost, "/api/v1/imports?kind=dcc&complete=true", strings.NewReader(copied)), http.StatusUnprocessableEntity, "option-of-other-kind")
}
