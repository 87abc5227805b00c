package reports

import (
	"context"
	"fmt"
	"html/template"
)

// drawnView is a chart or a diagram as the page shows it.
type drawnView struct {
	ID, Title, Says string
	SVG             template.HTML
	// Shape is the CSS class for its proportions.
	Shape string
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
	v.draw(c.scene())
	return v
}

func (m *htmlMaker) diagram(ctx context.Context, d *Diagram) *drawnView {
	v := &drawnView{ID: m.pictureID(), Title: d.title(), Says: d.says(), Words: m.table(d.inWords())}
	if d.Legend {
		v.Legend = legend
	}
	s, err := d.scene(ctx, m.drawer, sheetRoom{width: htmlRoomWidth, height: htmlRoomHeight})
	if err != nil {
		v.Failed = err.Error()
		return v
	}
	v.draw(s)
	return v
}

// draw takes a scene, whose texts are escaped as it is written.
func (v *drawnView) draw(s *scene) {
	v.SVG = template.HTML(s.svg(v.ID, v.Title, v.Says))
	if s.height > s.width {
		v.Shape = "tall"
	}
}

// pictureID holds a dot, which no id of a section does.
func (m *htmlMaker) pictureID() string {
	m.pictures++
	return fmt.Sprintf("picture.%d", m.pictures)
}
