package reports_test

import (
	"bytes"
	"context"
	"encoding/json"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/graphstore"
	"waymark/reports"
)

// everyPack makes each pack of the sample.
func everyPack(t *testing.T) map[string]reports.Pack {
	t.Helper()
	out := map[string]reports.Pack{}
	for name, party := range map[string]string{reports.PackManufacturer: "Alder", reports.PackSupplier: "South & Sons", reports.PackFIR: "", reports.PackQuality: "", reports.PackLedger: ""} {
		p, err := reports.BuildPack(t.Context(), name, sampleBasis(t, party))
		require.NoError(t, err, name)
		out[name] = p
	}
	return out
}

func TestPacksAreAlwaysAlikeAndComeBackFromTheirData(t *testing.T) {
	again := everyPack(t)
	for name, p := range everyPack(t) {
		t.Run(name, func(t *testing.T) {
			data, sum, err := reports.FreezePack(p)
			require.NoError(t, err)
			same, sameSum, err := reports.FreezePack(again[name])
			require.NoError(t, err)
			require.Equal(t, string(data), string(same))
			require.Equal(t, sum, sameSum)
			thawed, err := reports.ThawPack(name, data)
			require.NoError(t, err)
			require.Equal(t, p.About(), thawed.About())
			require.Equal(t, words(p.Document()), words(thawed.Document()), "a report shows what its data say")
			require.NotContains(t, string(data), ":null")
			var indented bytes.Buffer
			require.NoError(t, json.Indent(&indented, data, "", "  "))
			golden(t, name+".json", indented.Bytes())
			golden(t, name+".txt", []byte(words(p.Document())))

			_, err = reports.ThawPack(name, bytes.Replace(data, []byte(p.About().Schema), []byte("other/1"), 1))
			require.ErrorContains(t, err, "other/1")
		})
	}
	_, err := reports.ThawPack("nope", nil)
	require.ErrorIs(t, err, graphstore.ErrInvalid)
	_, err = reports.BuildPack(t.Context(), "nope", &reports.Basis{})
	require.ErrorIs(t, err, graphstore.ErrInvalid)
}

func TestDocumentsHoldTogether(t *testing.T) {
	for name, p := range everyPack(t) {
		d := p.Document()
		require.Regexp(t, `^[a-z0-9-]+$`, d.Name)
		ids := map[string]bool{}
		for _, s := range d.Sections {
			require.Regexp(t, `^[A-Za-z0-9-]+$`, s.ID)
			require.False(t, ids[s.ID], "%s: section %s twice", name, s.ID)
			ids[s.ID] = true
		}
		for _, b := range d.Sections[0].Blocks {
			_, isTable := b.(*reports.Table)
			require.False(t, isTable, "%s begins in words", name)
		}
		tables := map[string]bool{}
		for _, table := range d.Tables() {
			require.False(t, tables[table.ID], "%s: table %s twice", name, table.ID)
			tables[table.ID] = true
			require.NotEmpty(t, table.Empty, table.ID)
			for _, r := range table.Rows {
				require.Len(t, r.Cells, len(table.Columns), table.ID)
			}
			require.Equal(t, table.PageRows == 0, table.More == "", table.ID)
		}
	}
}

func TestPacksForOnePartyNeedIt(t *testing.T) {
	for name, b := range map[string]*reports.Basis{reports.PackManufacturer: sampleBasis(t, "North Power"), reports.PackSupplier: sampleBasis(t, "Alder")} {
		_, err := reports.BuildPack(t.Context(), name, b)
		require.ErrorContains(t, err, "category", name)
		b.Party = nil
		_, err = reports.BuildPack(t.Context(), name, b)
		require.ErrorIs(t, err, graphstore.ErrInvalid, name)
	}
	b := sampleBasis(t, "Alder")
	b.Record = nil
	_, err := reports.BuildPack(t.Context(), reports.PackManufacturer, b)
	require.ErrorContains(t, err, "run the rules again")
}

// figures are all runs of digits of a text, without the commas of thousands.
func figures(text string) []string {
	return regexp.MustCompile(`\b\d{2,}\b`).FindAllString(regexp.MustCompile(`(\d),(\d{3})\b`).ReplaceAllString(text, "$1$2"), -1)
}

func allOf(t *testing.T, p reports.Pack) string {
	t.Helper()
	data, _, err := reports.FreezePack(p)
	require.NoError(t, err)
	return words(p.Document()) + string(data)
}

// Every exact count, and every supplier, of the sample is one that its text would show.
func TestAManufacturerIsToldNothingOfSuppliers(t *testing.T) {
	for _, party := range []string{"Alder", "Birch"} {
		p, err := reports.NewManufacturerPack(sampleBasis(t, party))
		require.NoError(t, err)
		text := allOf(t, p)
		for _, secret := range []string{"North", "South", "north.example", "install-", "severity", "devicesOnIt"} {
			require.NotContains(t, text, secret)
		}
		for _, count := range []string{"98643", "61234", "61217", "61219", "61200", "30611", "30613", "30600", "12345", "9001", "4111", "4100", "5177", "5100"} {
			require.NotContains(t, figures(text), count, party)
		}
	}
	birch, err := reports.NewManufacturerPack(sampleBasis(t, "Birch"))
	require.NoError(t, err)
	require.NotContains(t, allOf(t, birch), "A-1", "nor of other manufacturers")
}

func TestASupplierIsToldNothingOfOthers(t *testing.T) {
	for party, secrets := range map[string][]string{
		"North Power":  {"South", "Sons", "4111", "10003", "4923", "\"77\""},
		"South & Sons": {"North", "30611", "12345", "9001", "90000", "1200"},
	} {
		p, err := reports.NewSupplierPack(sampleBasis(t, party))
		require.NoError(t, err)
		text := allOf(t, p)
		require.NotEmpty(t, p.Totals)
		for _, secret := range secrets {
			require.NotContains(t, text, secret, party)
			require.NotContains(t, figures(text), secret, party)
		}
		for _, total := range []string{"98643", "61234", "5177"} {
			require.NotContains(t, figures(text), total, "nor totals over suppliers")
		}
	}
}

// A supplier may have the view of the list too: it is made for everybody, so it tells of no supplier.
func TestTheViewOfTheListTellsNothingOfSuppliers(t *testing.T) {
	b := sampleBasis(t, "")
	require.NotEmpty(t, b.Panel.Run.InputsHash)
	p, err := reports.NewFIRPack(t.Context(), b)
	require.NoError(t, err)
	require.NotEmpty(t, p.Entries)
	text := allOf(t, p)
	for _, secret := range []string{"North", "South", "Sons", "north.example", "installs", "severity", b.Panel.Run.InputsHash} {
		require.NotContains(t, text, secret)
	}
	for _, count := range []string{"98643", "61234", "61217", "61219", "61200", "30611", "30613", "30600", "12345", "9001", "4111", "4100", "5177", "5100", "10003", "4923", "90000"} {
		require.NotContains(t, figures(text), count)
	}
}

func TestTheReportOnTheDataNamesMailThatDoesNotArrive(t *testing.T) {
	b := sampleBasis(t, "")
	b.Record.Mail = reports.MailRecord{
		Suspended:     []reports.SuspendedRecipient{{Party: "Birch", Address: "ben@birch.example", Since: at(20, 9), Why: "550 no such user"}},
		Undeliverable: []reports.UndeliverableNotice{{Party: "Birch", Subject: "A waiver has lapsed", At: at(21, 9), Why: "nobody subscribes for Birch"}},
	}
	p, err := reports.NewQualityPack(b)
	require.NoError(t, err)
	text := words(p.Document())
	require.Contains(t, text, "1 address gets no mail any more")
	require.Contains(t, text, "Address=ben@birch.example | Since=2026-11-20T09:00:00Z | Why=550 no such user")
	require.Contains(t, text, "Notice=A waiver has lapsed")
}

func TestAFindingOfARuleWithoutWordsReadsWell(t *testing.T) {
	src := partySource()
	src.findings = func() ([]graphstore.PanelFinding, error) {
		f := graphstore.PanelFinding{Fingerprint: "x", Rule: "install-stale", Subject: "South & Sons|ESME", SubjectKind: "return", State: "open", Severity: "low", Supplier: "South & Sons", Owner: "supplier"}
		g := f
		g.Fingerprint, g.Subject, g.Reasons = "y", "South & Sons|GSME", []string{"stale", "old"}
		return []graphstore.PanelFinding{f, g}, nil
	}
	p, err := reports.NewQualityPack(basisOf(t, src, ""))
	require.NoError(t, err)
	require.Equal(t, "South & Sons, ESME: found by the rule install-stale.", p.Missing[0].What)
	require.Equal(t, "South & Sons, GSME: found by the rule install-stale, for the reasons stale and old.", p.Missing[1].What)
}

func TestPacksOfAnEmptyGraphSaySo(t *testing.T) {
	src := sampleSource()
	src.findings, src.rules, src.resolved = noFindings, noRules, noneResolved
	src.list = func() (*graphstore.PanelList, error) { return nil, nil }
	src.returns = func() ([]graphstore.PanelReturn, error) { return nil, nil }
	src.manufacturers = func() ([]graphstore.PanelManufacturer, error) { return nil, nil }
	src.previous = func(int64) (*graphstore.PanelRun, error) { return nil, nil }
	panel, err := reports.Build(t.Context(), src, "run-1", sampleSettings())
	require.NoError(t, err)
	b := &reports.Basis{Panel: panel, Record: &reports.Record{Schema: reports.RecordSchema, Shares: &reports.Shares{}}, Source: emptyList{src}}
	for name, party := range map[string]*graphstore.Party{
		reports.PackManufacturer: {ID: "M", Category: "manufacturer"}, reports.PackSupplier: {ID: "S", Category: "supplier"}, reports.PackFIR: nil, reports.PackQuality: nil, reports.PackLedger: nil,
	} {
		b.Party = party
		p, err := reports.BuildPack(t.Context(), name, b)
		require.NoError(t, err, name)
		require.Contains(t, words(p.Document()), map[string]string{
			reports.PackManufacturer: "There is nothing to mend", reports.PackSupplier: "nothing to say about your devices", reports.PackFIR: "none was loaded",
			reports.PackQuality: "No list was loaded", reports.PackLedger: "No request has been recorded",
		}[name])
	}
}

// emptyList is a source with no list.
type emptyList struct{ *fakeSource }

func (emptyList) FIREntries(context.Context, graphstore.Scope, string, int) ([]graphstore.FIREntry, error) {
	return nil, nil
}
