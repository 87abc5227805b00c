package reports

import (
	"context"
	"errors"
)

// scene lays the diagram out from top to bottom and from left to right, and
// takes what fits into the room at the larger scale, turned where turn allows
// and that is larger.
func (d *Diagram) scene(ctx context.Context, drawer Drawer, room sheetRoom) (*scene, error) {
	if drawer == nil {
		return nil, errors.New("pictures were not asked for")
	}
	var best *scene
	for _, direction := range []string{"TB", "LR"} {
		layout, err := drawer.Layout(ctx, d.Picture.dot(direction))
		if err != nil {
			return nil, err
		}
		s, err := layoutScene(layout)
		if err != nil {
			return nil, err
		}
		if best == nil || room.scale(s) > room.scale(best) {
			best = s
		}
	}
	return best, nil
}

// sheetRoom is the room that a drawing has, in points; turn says that it may be
// turned by 90 degrees.
type sheetRoom struct {
	width, height float64
	turn          bool
}

// scale is how large the scene can be in the room, at most 1.
func (r sheetRoom) scale(s *scene) float64 {
	scale := min(1, r.width/s.width, r.height/s.height)
	if r.turn {
		scale = max(scale, min(1, r.width/s.height, r.height/s.width))
	}
	return scale
}

// smallest is the size of the smallest text of a scene, 0 for one without.
func (s *scene) smallest() float64 {
	least := 0.0
	for _, m := range s.marks {
		if m.kind == markText && (least == 0 || m.size < least) {
			least = m.size
		}
	}
	return least
}
