package cpl

import (
	"context"
	"encoding/xml"
	"path"
	"strings"
)

// relation is one entry of a part's relationships.
type relation struct{ kind, target string }

// sheet is one worksheet of a workbook, in the workbook's order.
type sheet struct {
	name    string
	part    string
	visible bool
}

// workbook is what a workbook says about itself.
type workbook struct {
	archive  *archive
	sheets   []sheet
	strings  string // the part with the shared strings, if there is one
	date1904 bool
}

// readWorkbook finds the sheets of a workbook.
func readWorkbook(ctx context.Context, a *archive) (*workbook, error) {
	if !a.has("[Content_Types].xml") || !a.has("_rels/.rels") {
		return nil, notAWorkbook()
	}
	if err := refuseMacros(ctx, a); err != nil {
		return nil, err
	}
	root, err := relations(ctx, a, "_rels/.rels", "")
	if err != nil {
		return nil, err
	}
	main := ""
	for _, r := range root {
		if r.kind == "officeDocument" {
			main = r.target
		}
	}
	if main == "" {
		return nil, notAWorkbook()
	}
	if strings.HasSuffix(main, ".bin") {
		return nil, &FileFault{Code: CodeOldFormat, Message: "the file is a binary workbook (.xlsb)", Hint: "save it as .xlsx or as \"CSV UTF-8\""}
	}
	rels, err := relations(ctx, a, path.Join(path.Dir(main), "_rels", path.Base(main)+".rels"), path.Dir(main))
	if err != nil {
		return nil, err
	}
	b := &workbook{archive: a}
	if err := b.useParts(ctx, rels); err != nil {
		return nil, err
	}
	return b, b.read(ctx, main, rels)
}

// refuseMacros looks for the content type of workbooks with macros.
func refuseMacros(ctx context.Context, a *archive) error {
	return walkPart(ctx, a, "[Content_Types].xml", xmlHandler{start: func(e xml.StartElement) error {
		kind := strings.ToLower(attribute(e, "ContentType"))
		if strings.Contains(kind, "macroenabled") || strings.Contains(kind, "vbaproject") {
			return macros()
		}
		return nil
	}})
}

// relations reads a part of relationships, by their id. Targets are resolved.
func relations(ctx context.Context, a *archive, part, dir string) (map[string]relation, error) {
	found := map[string]relation{}
	err := walkPart(ctx, a, part, xmlHandler{start: func(e xml.StartElement) error {
		if e.Name.Local != "Relationship" || strings.EqualFold(attribute(e, "TargetMode"), "External") {
			return nil
		}
		target := attribute(e, "Target")
		if strings.HasPrefix(target, "/") {
			target = strings.TrimPrefix(path.Clean(target), "/")
		} else {
			target = path.Join(dir, target)
		}
		found[attribute(e, "Id")] = relation{kind: path.Base(attribute(e, "Type")), target: target}
		return nil
	}})
	return found, err
}

// useParts walks the parts beside the sheets that reading relies on.
func (b *workbook) useParts(ctx context.Context, rels map[string]relation) error {
	for _, r := range rels {
		switch r.kind {
		case "vbaProject", "xlMacrosheet", "xlIntlMacrosheet":
			return macros()
		case "sharedStrings":
			if !b.archive.has(r.target) {
				return &FileFault{Code: CodeMissingString, Message: "the workbook's texts (" + shorten(r.target) + ") are not in the archive", Hint: "save the workbook again with a spreadsheet program"}
			}
			b.strings = r.target
		case "styles":
			if b.archive.has(r.target) {
				if err := walkPart(ctx, b.archive, r.target, xmlHandler{}); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// read reads the workbook part itself.
func (b *workbook) read(ctx context.Context, part string, rels map[string]relation) error {
	err := walkPart(ctx, b.archive, part, xmlHandler{start: func(e xml.StartElement) error {
		switch e.Name.Local {
		case "workbookPr":
			v := attribute(e, "date1904")
			b.date1904 = v == "1" || strings.EqualFold(v, "true") || strings.EqualFold(v, "on")
		case "sheet":
			return b.addSheet(e, rels)
		}
		return nil
	}})
	if err == nil && len(b.sheets) == 0 {
		return &FileFault{Code: CodeMissingSheet, Message: "the workbook has no worksheet", Hint: "put the rows on a worksheet"}
	}
	return err
}

func (b *workbook) addSheet(e xml.StartElement, rels map[string]relation) error {
	s := sheet{name: attribute(e, "name"), visible: attribute(e, "state") == "" || attribute(e, "state") == "visible"}
	r, there := rels[attribute(e, "id")]
	if there && r.kind != "worksheet" {
		return nil // a chart or a dialogue has no rows
	}
	if !there || !b.archive.has(r.target) {
		return &FileFault{Code: CodeMissingSheet, Message: "the sheet \"" + shorten(s.name) + "\" is not in the archive", Hint: "save the workbook again with a spreadsheet program"}
	}
	s.part = r.target
	b.sheets = append(b.sheets, s)
	return nil
}

func notAWorkbook() *FileFault {
	return &FileFault{Code: CodeNotAWorkbook, Message: "the file is an archive, but no XLSX workbook", Hint: "give a CSV file or an .xlsx workbook"}
}
