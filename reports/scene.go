package reports

// scene is a drawing as geometry, in points, with the origin at the top left:
// what a chart or a diagram shows, whether a page or a printed sheet shows it.
type scene struct {
	width, height float64
	marks         []mark
}

type markKind int

const (
	markLine markKind = iota
	markArea
	markCurve
	markBlob
	markOval
	markText
)

// mark is one stroke, area or text of a scene. Lines and areas join their
// points; curves and blobs are cubic Béziers, a start and three points a piece;
// an oval has its centre and its radii; a text its anchor on the baseline.
type mark struct {
	kind   markKind
	points []spot
	// fill and stroke are #rrggbb, or blank for none.
	fill, stroke string
	width        float64
	// dash are the lengths of strokes and gaps, none for a solid line.
	dash []float64

	text string
	size float64
	bold bool
	// align says where the anchor of a text is.
	align textAlign
	// room is how wide a text was taken to be, 0 where nothing depends on it.
	room float64
}

type textAlign int

const (
	alignLeft textAlign = iota
	alignMiddle
	alignRight
)

type spot struct{ x, y float64 }

func (s *scene) line(width float64, dash []float64, points ...spot) {
	s.marks = append(s.marks, mark{kind: markLine, points: points, stroke: inkColour, width: width, dash: dash})
}

func (s *scene) write(at spot, size float64, align textAlign, text string) {
	s.marks = append(s.marks, mark{kind: markText, points: []spot{at}, fill: inkColour, size: size, align: align, text: text})
}

const inkColour = "#1a1a1a"
