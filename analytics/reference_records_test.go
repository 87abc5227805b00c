//go:build integration

package analytics_test

import (
	"slices"
	"strconv"
	"strings"

	"waymark/cpl"
)

func daysBefore(days int) string {
	t, _ := labToday.Time()
	return string(cpl.DateOf(t.AddDate(0, 0, -days)))
}

func refStale(w *world) verdicts {
	out := examine(len(w.typeReturns))
	for key, dates := range w.typeReturns {
		if latest(dates) < daysBefore(labSettings().StaleDays) {
			out.advise(key, "stale")
		}
	}
	return out
}

func refVanished(w *world) verdicts {
	out := examine(len(w.modelReturns))
	for key, dates := range w.modelReturns {
		devices, mentioned := 0, latest(dates)
		var of count
		for cohort, c := range w.cohorts {
			if cpl.JoinKey(c.supplier)+"|"+c.model == key {
				devices += w.current[cohort]
				of = c
			}
		}
		// A rejected row is a mention of its model, whatever became of it.
		for rejected := range w.rejectedCounts {
			at := strings.LastIndex(rejected, " ")
			if strings.HasPrefix(rejected, key+"|") {
				mentioned = max(mentioned, rejected[at+1:])
			}
		}
		later, whole := false, false
		for date, isWhole := range w.typeReturns[cpl.JoinKey(of.supplier, of.deviceType())] {
			later = later || date > mentioned
			whole = whole || (date > mentioned && isWhole)
		}
		switch {
		case devices == 0 || !later:
		case whole:
			out.advise(key, "vanished")
		default:
			out.doubt(key, "partial-return")
		}
	}
	return out
}

// certified judges the listed versions of concerned types by the one date that they state.
func certified(w *world, judge func(expiry, renewal string) string) verdicts {
	out := examine(0)
	for _, v := range w.listed() {
		kind, _, _ := strings.Cut(v.model, "|")
		if !slices.Contains(labSettings().CertificateTypes, kind) {
			continue
		}
		out.examined++
		switch {
		case v.expiry == "" && v.renewal == "":
			out.doubt(v.id, "no-date")
		case v.expiry != "" && v.renewal != "":
			out.doubt(v.id, "both-dates")
		default:
			if reason := judge(v.expiry, v.renewal); reason != "" {
				out.advise(v.id, reason)
			}
		}
	}
	return out
}

func refExpiring(w *world) verdicts {
	return certified(w, func(expiry, renewal string) string {
		from, to := string(labToday), daysBefore(-labSettings().CertificateDays)
		switch {
		case expiry >= from && expiry <= to:
			return "expiry"
		case renewal >= from && renewal <= to:
			return "renewal"
		}
		return ""
	})
}

func refExpired(w *world) verdicts {
	return certified(w, func(expiry, _ string) string {
		if expiry != "" && expiry < string(labToday) {
			return "expired"
		}
		return ""
	})
}

func refOverdue(w *world) verdicts {
	return certified(w, func(_, renewal string) string {
		if renewal != "" && renewal < string(labToday) {
			return "overdue"
		}
		return ""
	})
}

func refHash(w *world) verdicts {
	firmware, carried := map[string]map[string]bool{}, map[string]bool{}
	for _, v := range w.versions {
		if v.hash == "" {
			continue
		}
		put(firmware, v.hash, v.firmware, true)
		carried[v.hash] = carried[v.hash] || v.listed
	}
	out := examine(0)
	for hash, several := range firmware {
		if !carried[hash] {
			continue
		}
		out.examined++
		if len(several) > 1 {
			out.advise(hash, "several-firmware")
		}
	}
	return out
}

func refTuple(w *world) verdicts {
	entries := map[string][]*version{}
	for _, v := range w.listed() {
		entries[v.tuple()] = append(entries[v.tuple()], v)
	}
	out := examine(len(entries))
	for tuple, same := range entries {
		if len(same) < 2 {
			continue
		}
		hashes := map[string]bool{}
		for _, v := range same {
			hashes[v.hash] = true
		}
		missing := hashes[""]
		delete(hashes, "")
		switch {
		case len(hashes) > 1:
			out.advise(tuple, "two-hashes")
		case missing:
			out.advise(tuple, "hash-missing")
		default:
			out.advise(tuple, "same-hash")
		}
	}
	return out
}

func refTwin(w *world) verdicts {
	out := examine(len(w.listed()))
	for _, v := range w.listed() {
		twin := ""
		for i := 0; i < len(v.firmware); i += 2 {
			octet, _ := strconv.ParseInt(v.firmware[i:i+2], 16, 32)
			text := "0" + strconv.FormatInt(octet, 10)
			twin += text[max(0, len(text)-2):]
			if octet > 99 {
				twin += " has no twin"
			}
		}
		for _, o := range w.ofModel(v.model) {
			if twin != v.firmware && o.firmware == twin {
				out.advise(v.id, "decimal-twin")
			}
		}
	}
	return out
}

func refRejected(w *world) verdicts {
	out := examine(len(w.versions))
	for id := range w.rejected {
		if w.versions[id] == nil {
			out.examined++
		}
		out.advise(id, "rejected")
	}
	return out
}
