package reports

// devicesAffected is at least how many devices the findings touch, each
// counted once. Within a device model two findings about versions may be about
// the same devices, so only the largest figure counts; cohorts never overlap,
// so their counts are added, each cohort once; of these two the larger one is
// the model's. Device models share no devices, so models are added.
func devicesAffected(findings []*Finding) int64 {
	byModel := map[string]*modelExposure{}
	for _, f := range findings {
		key := f.ModelKey
		if key == "" {
			key = "\x00" + f.Subject
		}
		m := byModel[key]
		if m == nil {
			m = &modelExposure{cohorts: map[string]int64{}}
			byModel[key] = m
		}
		m.add(f)
	}
	var total int64
	for _, m := range byModel {
		total += m.devices()
	}
	return total
}

type modelExposure struct {
	largest int64
	cohorts map[string]int64
}

func (m *modelExposure) add(f *Finding) {
	if f.SubjectKind == "cohort" {
		m.cohorts[f.Subject] = max(m.cohorts[f.Subject], f.Installs)
		return
	}
	m.largest = max(m.largest, f.Installs)
}

func (m *modelExposure) devices() int64 {
	var sum int64
	for _, n := range m.cohorts {
		sum += n
	}
	return max(sum, m.largest)
}
