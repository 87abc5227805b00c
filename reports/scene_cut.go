package reports

import (
	"cmp"
	"math"
	"slices"
)

// shelfGap is the room between scenes that stand beside or below each other.
const shelfGap = 14.0

// shelved sets scenes beside each other in rows as wide as the room, the tallest first.
func shelved(scenes []*scene, room float64) *scene {
	scenes = slices.Clone(scenes)
	slices.SortStableFunc(scenes, func(a, b *scene) int { return cmp.Compare(b.height, a.height) })
	out := &scene{}
	x, y, row := 0.0, 0.0, 0.0
	for _, s := range scenes {
		if x > 0 && x+s.width > room {
			x, y, row = 0, y+row+shelfGap, 0
		}
		for _, m := range s.marks {
			out.marks = append(out.marks, m.moved(x, y))
		}
		row = max(row, s.height)
		out.width, out.height = max(out.width, x+s.width), max(out.height, y+row)
		x += s.width + shelfGap
	}
	return out
}

// cut makes parts of a scene, below each other and none taller than most. It
// cuts between boxes where it can, in the lower half of what has room.
func (s *scene) cut(most float64) []*scene {
	var parts []*scene
	for top := 0.0; top < s.height; {
		bottom := s.height
		if s.height-top > most {
			bottom = s.gap(top+most/2, top+most)
		}
		parts = append(parts, s.part(top, bottom))
		top = bottom
	}
	return parts
}

// gap is the lowest height between from and to that the fewest boxes and texts
// lie across.
func (s *scene) gap(from, to float64) float64 {
	const step = 2
	best, least := to, math.MaxInt
	for y := to; y >= from; y -= step {
		across := 0
		for _, m := range s.marks {
			if top, bottom := m.extent(); (m.kind != markCurve && m.kind != markLine) && top < y && y < bottom {
				across++
			}
		}
		if across < least {
			best, least = y, across
		}
	}
	return best
}

// part is the scene between two heights. A text belongs to the part in which
// its baseline is; strokes that lie across the border are in both.
func (s *scene) part(top, bottom float64) *scene {
	p := &scene{width: s.width, height: bottom - top}
	for _, m := range s.marks {
		from, to := m.extent()
		if m.kind == markText {
			from, to = m.points[0].y, m.points[0].y
		}
		if to <= top || from > bottom {
			continue
		}
		p.marks = append(p.marks, m.moved(0, -top))
	}
	return p
}

// extent is the height at which the mark begins and that at which it ends.
func (m mark) extent() (top, bottom float64) {
	switch m.kind {
	case markOval:
		return m.points[0].y - m.points[1].y, m.points[0].y + m.points[1].y
	case markText:
		return m.points[0].y - m.size, m.points[0].y + m.size/4
	}
	top, bottom = m.points[0].y, m.points[0].y
	for _, p := range m.points {
		top, bottom = min(top, p.y), max(bottom, p.y)
	}
	return top, bottom
}

// moved is the mark moved to the right and down.
func (m mark) moved(right, down float64) mark {
	points := slices.Clone(m.points)
	for i := range points {
		// An oval's second point is no place but its radii.
		if m.kind != markOval || i == 0 {
			points[i].x += right
			points[i].y += down
		}
	}
	m.points = points
	return m
}
