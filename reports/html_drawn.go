package reports

import (
	"context"
	"fmt"
	"html/template"
)

// drawnView is a chart or a diagram as the page shows it.
type drawnView struct {
	ID, Title, Says string
	// Parts are the drawing, cut into parts if it is taller than a sheet.
	Parts []template.HTML
	// Failed says why there is no drawing.
	Failed string
	Legend []Fact
	// Words say the same as a diagram.
	Words *tableView
}

// The room that a drawing has on a printed page, in points.
const (
	htmlRoomWidth  = 500.0
	htmlRoomHeight = 610.0
)

func (m *htmlMaker) chart(c *Chart) *drawnView {
	v := &drawnView{ID: m.pictureID(), Title: c.Title, Says: c.Alt}
	v.draw([]*scene{c.scene()})
	return v
}

func (m *htmlMaker) diagram(ctx context.Context, d *Diagram) *drawnView {
	v := &drawnView{ID: m.pictureID(), Title: d.title(), Says: d.says(), Words: m.table(d.inWords())}
	if d.Legend {
		v.Legend = legend
	}
	drawing, err := d.fit(ctx, m.drawer, sheetRoom{width: htmlRoomWidth, height: htmlRoomHeight})
	if err != nil {
		v.Failed = err.Error()
		return v
	}
	v.draw(drawing.parts)
	return v
}

// draw takes scenes, whose texts are escaped as they are written.
func (v *drawnView) draw(parts []*scene) {
	for i, s := range parts {
		v.Parts = append(v.Parts, template.HTML(s.svg(fmt.Sprintf("%s.%d", v.ID, i+1), partTitled(v.Title, i, len(parts)), v.Says))) //nolint:gosec // texts are escaped as the scene is written
	}
}

// partTitled is the title of one part of a drawing.
func partTitled(title string, part, parts int) string {
	if parts == 1 {
		return title
	}
	return fmt.Sprintf("%s (part %d of %d)", title, part+1, parts)
}

// pictureID holds a dot, which no id of a section does.
func (m *htmlMaker) pictureID() string {
	m.pictures++
	return fmt.Sprintf("picture.%d", m.pictures)
}
