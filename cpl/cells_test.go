package cpl_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/cpl"
)

func TestHexCells(t *testing.T) {
	long := strings.Repeat("0123456789abcdef", 4)
	for name, c := range map[string]struct {
		column cpl.Column
		cell   string
		want   string
		code   string
	}{
		"upper-cased":         {cpl.ColManufacturerID, "a0c1", "A0C1", ""},
		"prefix stripped":     {cpl.ColManufacturerID, "0xa0C1", "A0C1", ""},
		"big prefix stripped": {cpl.ColManufacturerID, "0XA0C1", "A0C1", ""},
		"trimmed":             {cpl.ColManufacturerID, "\u200b\u00a0 A0C1\n\ufeff", "A0C1", ""},
		"eight":               {cpl.ColFirmwareVersion, "0000000f", "0000000F", ""},
		"model":               {cpl.ColModelID, "0C1A0002", "0C1A0002", ""},
		"hash":                {cpl.ColImageHash, "0x" + long, strings.ToUpper(long), ""},
		"hash blank":          {cpl.ColImageHash, "", "", ""},
		"prefix once":         {cpl.ColManufacturerID, "0x0xA0C1", "", cpl.CodeNotHex},
		"short":               {cpl.ColManufacturerID, "9001A", "", cpl.CodeWrongWidth},
		"no padding":          {cpl.ColFirmwareVersion, "9001", "", cpl.CodeWrongWidth},
		"blank":               {cpl.ColModelID, " \u00a0", "", cpl.CodeRequired},
		"prefix alone":        {cpl.ColModelID, "0x", "", cpl.CodeWrongWidth},
		"full-width digits":   {cpl.ColManufacturerID, "Ａ０C1", "", cpl.CodeNotHex},
		"space inside":        {cpl.ColFirmwareVersion, "0000 001", "", cpl.CodeNotHex},
		"zero-width inside":   {cpl.ColFirmwareVersion, "0000\u200b0001", "", cpl.CodeInvisible},
		"newline inside":      {cpl.ColFirmwareVersion, "0000\n0001", "", cpl.CodeInvisible},
		"NUL":                 {cpl.ColFirmwareVersion, "0000001\x00", "", cpl.CodeInvisible},
	} {
		t.Run(name, func(t *testing.T) {
			_, rows := read(t, cpl.KindCPL, cplFile(map[cpl.Column]string{c.column: c.cell}))
			require.Len(t, rows, 1)
			v := rows[0].Version
			got := map[cpl.Column]string{
				cpl.ColManufacturerID: v.Tuple.ManufacturerID, cpl.ColModelID: v.Tuple.ModelID,
				cpl.ColFirmwareVersion: v.Tuple.FirmwareVersion, cpl.ColImageHash: v.ImageHash,
			}[c.column]
			require.Equal(t, c.want, got)
			if c.code == "" {
				require.Empty(t, rows[0].Faults)
				return
			}
			require.Equal(t, []string{string(c.column) + ":" + c.code}, codes(rows[0].Faults))
			require.Equal(t, c.cell, rows[0].Faults[0].Value)
			require.False(t, rows[0].TupleRead)
		})
	}
}

func TestIDCells(t *testing.T) {
	for name, c := range map[string]struct {
		cell  string
		want  string
		codes []string
	}{
		"kept as typed":   {" 4.2/A b.c ", "4.2/A b.c", nil},
		"case kept":       {"ab-CD", "ab-CD", nil},
		"letters of all":  {"Zähler №1", "Zähler №1", nil},
		"1,000 of them":   {strings.Repeat("é", 1000), strings.Repeat("é", 1000), nil},
		"over 1,000":      {strings.Repeat("é", 1001), "", []string{cpl.CodeUncitable}},
		"like N/A":        {"n / a", "", []string{cpl.CodeUncitable}},
		"like none":       {"NONE", "", []string{cpl.CodeUncitable}},
		"comma":           {"A,B", "", []string{cpl.CodeUncitable}},
		"semicolon":       {"A;B", "", []string{cpl.CodeUncitable}},
		"newline":         {"A\nB", "", []string{cpl.CodeInvisible, cpl.CodeUncitable}},
		"tab":             {"A\tB", "", []string{cpl.CodeInvisible}},
		"zero-width":      {"A\u200bB", "", []string{cpl.CodeInvisible}},
		"soft hyphen":     {"A\u00adB", "", []string{cpl.CodeInvisible}},
		"no-break inside": {"A\u00a0B", "", []string{cpl.CodeInvisible}},
		"a filler":        {"A\u3164B", "", []string{cpl.CodeInvisible}},
		"NUL":             {"A\x00", "", []string{cpl.CodeInvisible}},
		"blank":           {"\ufeff", "", []string{cpl.CodeRequired}},
	} {
		t.Run(name, func(t *testing.T) {
			_, rows := read(t, cpl.KindCPL, cplFile(map[cpl.Column]string{cpl.ColEntryID: c.cell, "x": "y"}))
			require.Equal(t, c.want, rows[0].Version.EntryID)
			require.Equal(t, c.want, rows[0].Key)
			want := []string{}
			for _, code := range c.codes {
				want = append(want, "CPL Entry ID:"+code)
			}
			require.Equal(t, want, codes(rows[0].Faults))
		})
	}
}

func TestWordCells(t *testing.T) {
	for name, c := range map[string]struct {
		deviceType, status string
		wantType           string
		wantStatus         string
		listed             bool
		codes              []string
	}{
		"any case":       {"esme", "CURRENT", "ESME", "Current", true, []string{}},
		"active":         {"hcalcs", "aCtive", "HCALCS", "Active", true, []string{}},
		"suspended":      {"CAD", "suspended", "CAD", "Suspended", false, []string{}},
		"removed":        {"IHD", "removed ", "IHD", "Removed", false, []string{}},
		"expired":        {"GPF", "Expired", "GPF", "Expired", false, []string{}},
		"withdrawn":      {"CHF", "Withdrawn", "CHF", "Withdrawn", false, []string{}},
		"unknown status": {"PPMID", "Live", "PPMID", "", false, []string{"Status:unknown-status"}},
		"unknown type":   {"SAPC", "Current", "", "Current", true, []string{"Device Type:unknown-device-type"}},
		"hidden":         {"ES\u200bME", "Cur\u200brent", "", "", false, []string{"Device Type:invisible-character", "Status:invisible-character"}},
		"both blank":     {"", "", "", "", false, []string{"Device Type:required", "Status:required"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, rows := read(t, cpl.KindCPL, cplFile(map[cpl.Column]string{cpl.ColDeviceType: c.deviceType, cpl.ColStatus: c.status}))
			v := rows[0].Version
			require.Equal(t, c.codes, codes(rows[0].Faults))
			require.Equal(t, []any{c.wantType, c.wantStatus, c.listed}, []any{v.Tuple.DeviceType, v.Status, v.Listed})
		})
	}
}

func TestDates(t *testing.T) {
	for text, want := range map[string]cpl.Date{
		"2019-04-16":                "2019-04-16",
		"2019-04-16T00:00:00":       "2019-04-16",
		"2019-04-16 23:59":          "2019-04-16",
		"2019-04-16T23:59:59.123Z":  "2019-04-16",
		"2019-04-16T23:59:59+01:00": "2019-04-16",
		" 16/04/2019\n":             "2019-04-16",
		"01/12/2019":                "2019-12-01",
		"16 April 2019":             "2019-04-16",
		"16th april 2019":           "2019-04-16",
		"1st MAY 2019":              "2019-05-01",
		"2nd May 2019":              "2019-05-02",
		"23RD  May 2019":            "2019-05-23",
		"11th May 2019":             "2019-05-11",
		"1\u00a0May\u00a02019":      "2019-05-01",
		"29 February 2024":          "2024-02-29",
		"43571":                     "2019-04-16",
		"43571.75":                  "2019-04-16",
		"18264":                     "1950-01-01",
		"109574":                    "2199-12-31",
		"18263":                     "",
		"109575":                    "",
		"04/16/2019":                "",
		"16/04/19":                  "",
		"16-04-2019":                "",
		"April 16, 2019":            "",
		"April 16 2019":             "",
		"16 April 19":               "",
		"16st April 2019":           "",
		"29 February 2023":          "",
		"2019-02-30":                "",
		"2019-4-16":                 "",
		"2019-04-16T25:00":          "",
		"2019-04-16x":               "",
		"2019/04/16":                "",
		"20190416":                  "",
		"2019":                      "",
		"0019-04-16":                "",
		"16/04/0019":                "",
		"-43571":                    "",
		"4.3571E4":                  "",
		"１６/04/2019":                "",
		"TBC":                       "",
		"":                          "",
	} {
		got, ok := cpl.ReadDate(text, nil)
		require.Equal(t, want, got, "%q", text)
		require.Equal(t, want != "", ok, "%q", text)
	}
}

func TestOptionalDates(t *testing.T) {
	_, rows := read(t, cpl.KindCPL, cplFile(map[cpl.Column]string{
		cpl.ColAddedOn: "16th April 2019", cpl.ColRemovedOn: " ", cpl.ColCPAExpiry: "31/12/2030", cpl.ColCPARenewal: "12/31/2030",
	}))
	v := rows[0].Version
	require.Equal(t, cpl.Date("2019-04-16"), v.AddedOn)
	require.False(t, v.RemovedOn.Stated())
	require.Equal(t, cpl.Date("2030-12-31"), v.CPAExpiry)
	require.Equal(t, []string{"CPA Renewal Date:not-a-date"}, codes(rows[0].Faults))
}

func TestInstallCells(t *testing.T) {
	for name, c := range map[string]struct {
		cells map[cpl.Column]string
		want  cpl.Cohort
		codes []string
	}{
		"good":            {map[cpl.Column]string{cpl.ColGained: "2"}, cpl.Cohort{Count: 5, Gained: 2}, nil},
		"zero":            {map[cpl.Column]string{cpl.ColCount: "000"}, cpl.Cohort{}, nil},
		"gained blank":    {map[cpl.Column]string{cpl.ColGained: " "}, cpl.Cohort{Count: 5}, nil},
		"gained all":      {map[cpl.Column]string{cpl.ColGained: "5"}, cpl.Cohort{Count: 5, Gained: 5}, nil},
		"gained over":     {map[cpl.Column]string{cpl.ColGained: "6"}, cpl.Cohort{Count: 5}, []string{"Gained Count:gained-over-count"}},
		"negative":        {map[cpl.Column]string{cpl.ColCount: "-1"}, cpl.Cohort{}, []string{"Count:not-a-count"}},
		"plus":            {map[cpl.Column]string{cpl.ColCount: "+1"}, cpl.Cohort{}, []string{"Count:not-a-count"}},
		"thousands":       {map[cpl.Column]string{cpl.ColCount: "1,000"}, cpl.Cohort{}, []string{"Count:not-a-count"}},
		"decimals":        {map[cpl.Column]string{cpl.ColCount: "5.0"}, cpl.Cohort{}, []string{"Count:not-a-count"}},
		"other digits":    {map[cpl.Column]string{cpl.ColCount: "٥"}, cpl.Cohort{}, []string{"Count:not-a-count"}},
		"too many":        {map[cpl.Column]string{cpl.ColCount: "9223372036854775808"}, cpl.Cohort{}, []string{"Count:not-a-count"}},
		"more than exist": {map[cpl.Column]string{cpl.ColCount: "1000000000001"}, cpl.Cohort{}, []string{"Count:not-a-count"}},
		"count blank":     {map[cpl.Column]string{cpl.ColCount: ""}, cpl.Cohort{}, []string{"Count:required"}},
		"today":           {map[cpl.Column]string{cpl.ColAsOf: "25/11/2026"}, cpl.Cohort{Count: 5}, nil},
		"tomorrow":        {map[cpl.Column]string{cpl.ColAsOf: "26 November 2026"}, cpl.Cohort{Count: 5}, []string{"As Of:date-in-future"}},
		"hidden in date":  {map[cpl.Column]string{cpl.ColAsOf: "2026-10\u200b-31"}, cpl.Cohort{Count: 5}, []string{"As Of:invisible-character"}},
		"supplier blank":  {map[cpl.Column]string{cpl.ColSupplier: "\u00a0"}, cpl.Cohort{Count: 5}, []string{"Supplier:required"}},
		"supplier hidden": {map[cpl.Column]string{cpl.ColSupplier: "S\u200bup"}, cpl.Cohort{Count: 5}, []string{"Supplier:invisible-character"}},
		"supplier long":   {map[cpl.Column]string{cpl.ColSupplier: strings.Repeat("s", 1001)}, cpl.Cohort{Count: 5}, []string{"Supplier:too-long"}},
		"firmware blank":  {map[cpl.Column]string{cpl.ColFirmwareVersion: " "}, cpl.Cohort{Count: 5}, []string{"Firmware Version:required"}},
		"display blank":   {map[cpl.Column]string{cpl.ColFirmwareVersion: "", cpl.ColDeviceType: "ihd"}, cpl.Cohort{Count: 5}, nil},
		"display wrong":   {map[cpl.Column]string{cpl.ColFirmwareVersion: "1", cpl.ColDeviceType: "CAD"}, cpl.Cohort{Count: 5}, []string{"Firmware Version:wrong-width"}},
		"type not known":  {map[cpl.Column]string{cpl.ColFirmwareVersion: "", cpl.ColDeviceType: "X"}, cpl.Cohort{Count: 5}, []string{"Device Type:unknown-device-type"}},
		"everything wrong": {
			map[cpl.Column]string{cpl.ColSupplier: "", cpl.ColManufacturerID: "1", cpl.ColModelID: "x", cpl.ColCount: "y", cpl.ColAsOf: "z"},
			cpl.Cohort{},
			[]string{"Supplier:required", "Manufacturer Identifier:wrong-width", "Model Identifier:not-hex", "As Of:not-a-date", "Count:not-a-count"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, rows := read(t, cpl.KindInstalls, installFile(c.cells))
			got := rows[0]
			require.Equal(t, append([]string{}, c.codes...), codes(got.Faults))
			require.Equal(t, c.want.Count, got.Cohort.Count)
			require.Equal(t, c.want.Gained, got.Cohort.Gained)
			if name == "display wrong" {
				require.False(t, got.TupleRead)
			}
			if len(c.codes) == 0 {
				require.Equal(t, got.Cohort.Key()+"|"+string(got.Cohort.AsOf), got.Key)
				require.True(t, got.TupleRead)
			}
		})
	}
}

func TestRejectedRowsKeepWhatCouldBeRead(t *testing.T) {
	_, rows := read(t, cpl.KindInstalls, installFile(map[cpl.Column]string{cpl.ColCount: "x"}))
	require.Equal(t, cpl.Rejected, rows[0].Outcome)
	require.True(t, rows[0].TupleRead)
	require.Equal(t, "Sup|ESME|A0C1|0C1A0001|00000001|2026-10-31", rows[0].Key)
	require.Equal(t, "ESME|A0C1|0C1A0001|00000001", rows[0].Tuple().Key())

	_, rows = read(t, cpl.KindCPL, cplFile(map[cpl.Column]string{cpl.ColModelID: "x"}))
	require.Equal(t, "A1", rows[0].Key)
	require.False(t, rows[0].TupleRead)
	require.Equal(t, "00000001", rows[0].Version.Tuple.FirmwareVersion)
}

func TestDeclarationCells(t *testing.T) {
	list := func(ids ...string) cpl.Declaration { return cpl.Declaration{State: cpl.DeclaredList, IDs: ids} }
	none, invalid, notStated := cpl.Declaration{State: cpl.DeclaredNone}, cpl.Declaration{State: cpl.DeclaredInvalid}, cpl.Declaration{State: cpl.NotStated}
	for text, want := range map[string]cpl.Declaration{
		"":                       notStated,
		" \n\u00a0\u200b":        notStated,
		"N/A":                    none,
		"n/a, NA;None\nN / A":    none,
		"\u00a0N/A ":             none,
		"A":                      list("A"),
		"A, B;C\r\nD":            list("A", "B", "C", "D"),
		"B,A,B,,":                list("B", "A"),
		"A,\u00a0B":              list("A", "B"),
		"A B/1.2":                list("A B/1.2"),
		"#N/A":                   list("#N/A"),
		"not applicable":         list("not applicable"),
		",":                      invalid,
		" ; \n,":                 invalid,
		"N/A, A":                 invalid,
		"A\nnone":                invalid,
		strings.Repeat("A,", 99): list("A"),
	} {
		got := cpl.ParseDeclaration(text)
		want.Text = text
		require.Equal(t, want, got, "%q", text)
		_, rows := read(t, cpl.KindCPL, cplFile(map[cpl.Column]string{cpl.ColDeclaration: text}))
		require.Empty(t, rows[0].Faults, "%q", text)
		require.Equal(t, want, rows[0].Version.Declaration, "%q", text)
	}
}

func TestDeclarationFaults(t *testing.T) {
	for text, code := range map[string]string{
		"A\u200bB":                       cpl.CodeInvisible,
		"A,\u200bB":                      cpl.CodeInvisible,
		"A\tB":                           cpl.CodeInvisible,
		"A\x00":                          cpl.CodeInvisible,
		"A\u00a0B":                       cpl.CodeInvisible,
		"A," + strings.Repeat("x", 1001): cpl.CodeUncitable,
	} {
		_, rows := read(t, cpl.KindCPL, cplFile(map[cpl.Column]string{cpl.ColDeclaration: text}))
		require.Equal(t, []string{string(cpl.ColDeclaration) + ":" + code}, codes(rows[0].Faults), "%q", text)
	}
}

func TestLongDeclarationsAreReadInGoodTime(t *testing.T) {
	var b strings.Builder
	for i := range 150_000 {
		b.WriteString(string(rune('A'+i%26)) + string(rune('0'+i/26%10)) + string(rune('a'+i/260%26)) + string(rune('a'+i/6760%26)) + ",")
	}
	d := cpl.ParseDeclaration(b.String())
	require.Equal(t, cpl.DeclaredList, d.State)
	require.Len(t, d.IDs, 150_000)
	require.Len(t, cpl.ParseDeclaration(b.String()+b.String()).IDs, 150_000)
}

func TestNULAnywhereIsAFault(t *testing.T) {
	_, rows := read(t, cpl.KindCPL, cplFile(map[cpl.Column]string{cpl.ColManufacturerName: "a\x00", "Remark": "\x00"}))
	require.ElementsMatch(t, []string{"Manufacturer Name:invisible-character", "Remark:invisible-character"}, codes(rows[0].Faults))
}

func TestTextMayHoldAnythingElse(t *testing.T) {
	_, rows := read(t, cpl.KindCPL, cplFile(map[cpl.Column]string{cpl.ColManufacturerName: " Ünal\u00a0&\nSons \u200b", "Remark": "\u202e"}))
	require.Empty(t, rows[0].Faults)
	require.Equal(t, "Ünal\u00a0&\nSons", rows[0].Version.ManufacturerName)
}
