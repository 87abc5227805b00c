package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"strconv"

	"waymark/api/client"
	"waymark/graphstore"
	"waymark/reports"
)

// draft writes a report of what the service holds.
func (s service) draft(ctx context.Context, q reports.Request, flags reportFlags) error {
	response, err := s.askDraft(ctx, q, flags.format)
	return s.keepReport(response, err, flags)
}

// askDraft asks for a report; each pack has an operation of its own.
func (s service) askDraft(ctx context.Context, q reports.Request, format string) (*http.Response, error) {
	run := orNil(q.RunID)
	switch q.Pack {
	case reports.PackManufacturer:
		f := client.ReadManufacturerReportParamsFormat(format)
		return s.api.ReadManufacturerReport(ctx, &client.ReadManufacturerReportParams{Party: q.Party, Format: &f, Run: run})
	case reports.PackSupplier:
		f := client.ReadSupplierReportParamsFormat(format)
		return s.api.ReadSupplierReport(ctx, &client.ReadSupplierReportParams{Party: q.Party, Format: &f, Run: run})
	case reports.PackFIR:
		f := client.ReadFirReportParamsFormat(format)
		return s.api.ReadFirReport(ctx, &client.ReadFirReportParams{Format: &f, Run: run})
	case reports.PackQuality:
		f := client.ReadQualityReportParamsFormat(format)
		return s.api.ReadQualityReport(ctx, &client.ReadQualityReportParams{Format: &f, Run: run})
	case reports.PackLedger:
		f := client.ReadLedgerReportParamsFormat(format)
		return s.api.ReadLedgerReport(ctx, &client.ReadLedgerReportParams{Format: &f, Run: run})
	default:
		f := client.ReadPanelReportParamsFormat(format)
		return s.api.ReadPanelReport(ctx, &client.ReadPanelReportParams{Format: &f, Run: run})
	}
}

// fetch writes a published report of the service.
func (s service) fetch(ctx context.Context, id string, flags reportFlags) error {
	f := client.ReadPublishedReportParamsFormat(flags.format)
	response, err := s.api.ReadPublishedReport(ctx, id, &client.ReadPublishedReportParams{Format: &f})
	return s.keepReport(response, err, flags)
}

// keepReport writes a report as it comes; its seal comes beside it.
func (s service) keepReport(response *http.Response, err error, flags reportFlags) error {
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	var seal reports.Seal
	text, err := base64.StdEncoding.DecodeString(response.Header.Get("Waymark-Seal"))
	if err != nil || json.Unmarshal(text, &seal) != nil || seal.Pack == "" {
		return &client.ForeignError{Status: response.StatusCode, MediaType: response.Header.Get("Content-Type")}
	}
	number, _ := strconv.ParseInt(response.Header.Get("Waymark-Run-Number"), 10, 64) // it is for people alone
	return s.writeReport(seal, number, flags, func(w io.Writer) error {
		_, err := io.Copy(w, response.Body)
		return err
	})
}

// publish publishes a report of the service, in the name of the key.
func (s service) publish(ctx context.Context, q reports.Request) (reports.Published, error) {
	out, err := decoded[struct {
		Report reports.Published `json:"report"`
	}](s.api.PublishReport(ctx, nil, client.PublishRequest{
		Pack: client.PublishRequestPack(q.Pack), Party: orNil(q.Party), Run: orNil(q.RunID), Restates: orNil(q.Restates), Why: orNil(q.Why),
	}))
	return out.Report, err
}

// published lists the newest reports of the service.
func (s service) published(ctx context.Context, filter graphstore.ReportFilter) ([]graphstore.Report, int64, error) {
	params := &client.ListPublishedReportsParams{Limit: &remotePage, Pack: orNil(client.ListPublishedReportsParamsPack(filter.Pack)), Party: orNil(filter.Party)}
	all := []graphstore.Report{}
	for {
		page, err := decoded[struct {
			Reports []graphstore.Report `json:"reports"`
			Next    string              `json:"next"`
			Total   int64               `json:"total"`
		}](s.api.ListPublishedReports(ctx, params))
		if err != nil {
			return nil, 0, err
		}
		all = append(all, page.Reports...)
		if page.Next == "" || len(all) >= listedReports {
			return all[:min(len(all), listedReports)], page.Total, nil
		}
		params.Cursor = &page.Next
	}
}
