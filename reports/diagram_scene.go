package reports

import (
	"context"
	"errors"
)

// Sizes of the smallest text of a drawing on paper, in points: below the first
// nobody can read it; at the second it is not worth turning or cutting it.
const (
	leastDrawnText = 6.0
	easyDrawnText  = 7.0
	// mostParts is over how many sheets a drawing may be cut.
	mostParts = 6
)

// sheetRoom is the room that a drawing has on a sheet, in points; turn says that
// it may be turned by 90 degrees.
type sheetRoom struct {
	width, height float64
	turn          bool
}

// fitted is a drawing as it fits into the room of a sheet, in one part or in
// several below each other.
type fitted struct {
	parts  []*scene
	scale  float64
	turned bool
	// small says that it is too small to be read on paper.
	small bool
}

// fit lays the diagram out from top to bottom and from left to right, and takes
// what can be read best: whole, cut into parts, or turned.
func (d *Diagram) fit(ctx context.Context, drawer Drawer, room sheetRoom) (*fitted, error) {
	if drawer == nil {
		return nil, errors.New("pictures were not asked for")
	}
	var layouts []*scene
	for _, direction := range []string{"TB", "LR"} {
		s, err := layOut(ctx, drawer, d.Picture, direction)
		if err != nil {
			return nil, err
		}
		layouts = append(layouts, s)
	}
	whole := room.whole(layouts, false)
	if whole.text() >= easyDrawnText {
		return whole, nil
	}
	for _, direction := range []string{"TB", "LR"} {
		cut, err := d.cut(ctx, drawer, room, direction)
		if err != nil || cut != nil {
			return cut, err
		}
	}
	if turned := room.whole(layouts, true); room.turn && turned.scale > whole.scale {
		return turned, nil
	}
	return whole, nil
}

func layOut(ctx context.Context, drawer Drawer, p *Picture, direction string) (*scene, error) {
	layout, err := drawer.Layout(ctx, p.dot(direction))
	if err != nil {
		return nil, err
	}
	return layoutScene(layout)
}

// whole takes the layout that can be the largest in the room.
func (r sheetRoom) whole(layouts []*scene, turned bool) *fitted {
	var best *fitted
	for _, s := range layouts {
		width, height := s.width, s.height
		if turned {
			width, height = height, width
		}
		if scale := min(1, r.width/width, r.height/height); best == nil || scale > best.scale {
			best = &fitted{parts: []*scene{s}, scale: scale, turned: turned}
		}
	}
	best.small = best.text() < leastDrawnText
	return best
}

// cut sets what no link joins beside and below each other, as wide as the room,
// and makes parts of that. It returns nil where a part is too wide to be read, or
// where there are too many.
func (d *Diagram) cut(ctx context.Context, drawer Drawer, room sheetRoom, direction string) (*fitted, error) {
	var islands []*scene
	widest := 0.0
	for _, p := range d.Picture.islands() {
		s, err := layOut(ctx, drawer, p, direction)
		if err != nil {
			return nil, err
		}
		islands = append(islands, s)
		widest = max(widest, s.width)
	}
	if len(islands) == 0 {
		return nil, nil
	}
	f := &fitted{parts: islands, scale: 1}
	f.scale = min(easyDrawnText/f.text(), room.width/widest)
	if f.text() < leastDrawnText {
		return nil, nil
	}
	f.parts = shelved(islands, room.width/f.scale).cut(room.height / f.scale)
	if len(f.parts) > mostParts {
		return nil, nil
	}
	return f, nil
}

// text is the size of the smallest text as it is set, or an easy one without any.
func (f *fitted) text() float64 {
	least := 0.0
	for _, part := range f.parts {
		for _, m := range part.marks {
			if m.kind == markText && (least == 0 || m.size < least) {
				least = m.size
			}
		}
	}
	if least == 0 {
		return easyDrawnText
	}
	return least * f.scale
}
