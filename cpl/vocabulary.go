package cpl

import (
	"bytes"
	_ "embed" // the default vocabulary
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"
)

// Vocabulary holds the words that files may use: status words and what they
// mean, device types, the pairs that make one hub, and the months. It is data,
// is not changed after loading and may be shared between goroutines.
type Vocabulary struct {
	// statuses and types hold each word in lower case and as it is kept.
	statuses map[string]statusWord
	types    map[string]string
	type2    map[string]bool
	pairs    map[string]string
	months   map[string]time.Month
	// categories hold each word in lower case.
	categories map[string]string
	// typeList, statusList and categoryList are the words for a hint.
	typeList, statusList, categoryList []string
}

type statusWord struct {
	Word   string `yaml:"word"`
	Listed *bool  `yaml:"listed"`
}

type typeWord struct {
	Word  string `yaml:"word"`
	Type2 bool   `yaml:"type2"`
}

//go:embed data/vocabulary.yaml
var vocabularyYAML []byte

var defaultVocabulary = sync.OnceValue(func() *Vocabulary {
	v, err := LoadVocabulary(bytes.NewReader(vocabularyYAML))
	if err != nil {
		panic(err) // the file is compiled in and tested
	}
	return v
})

// DefaultVocabulary returns the vocabulary that is built in.
func DefaultVocabulary() *Vocabulary { return defaultVocabulary() }

// LoadVocabulary reads a vocabulary in YAML, in the form of the built-in
// data/vocabulary.yaml. It is strict: an unknown key, a word that stands twice,
// a status word that does not say whether it is listed, a pair of unknown
// device types and a list of months that is not twelve are errors.
func LoadVocabulary(r io.Reader) (*Vocabulary, error) {
	var file struct {
		Statuses    []statusWord `yaml:"statuses"`
		DeviceTypes []typeWord   `yaml:"deviceTypes"`
		Pairs       [][]string   `yaml:"pairs"`
		Months      []string     `yaml:"months"`
		Categories  []string     `yaml:"categories"`
	}
	if err := decodeStrict(r, &file); err != nil {
		return nil, fmt.Errorf("read vocabulary: %w", err)
	}
	v := &Vocabulary{
		statuses: map[string]statusWord{}, types: map[string]string{}, type2: map[string]bool{},
		pairs: map[string]string{}, months: map[string]time.Month{}, categories: map[string]string{},
	}
	err := errors.Join(v.addStatuses(file.Statuses), v.addTypes(file.DeviceTypes), v.addMonths(file.Months), v.addCategories(file.Categories))
	if err == nil {
		err = v.addPairs(file.Pairs)
	}
	if err != nil {
		return nil, fmt.Errorf("read vocabulary: %w", err)
	}
	return v, nil
}

func (v *Vocabulary) addStatuses(words []statusWord) error {
	for _, w := range words {
		word := strings.ToLower(Trim(w.Word))
		if word == "" || w.Listed == nil {
			return fmt.Errorf("status word %q needs a word and listed: true or false", w.Word)
		}
		if _, twice := v.statuses[word]; twice {
			return fmt.Errorf("status word %q stands twice: keep one", w.Word)
		}
		w.Word = Trim(w.Word)
		v.statuses[word], v.statuses[w.Word] = w, w
		v.statusList = append(v.statusList, w.Word)
	}
	if len(words) == 0 {
		return errors.New("statuses is empty: list at least one word")
	}
	return nil
}

func (v *Vocabulary) addTypes(words []typeWord) error {
	for _, w := range words {
		name := Trim(w.Word)
		word := strings.ToLower(name)
		if word == "" {
			return errors.New("a device type is blank: give its word")
		}
		if _, twice := v.types[word]; twice {
			return fmt.Errorf("device type %q stands twice: keep one", w.Word)
		}
		v.types[word], v.types[name] = name, name
		v.typeList = append(v.typeList, name)
		if w.Type2 {
			v.type2[name] = true
		}
	}
	if len(words) == 0 {
		return errors.New("deviceTypes is empty: list at least one word")
	}
	return nil
}

func (v *Vocabulary) addPairs(pairs [][]string) error {
	for _, p := range pairs {
		if len(p) != 2 {
			return fmt.Errorf("pair %q needs two device types", strings.Join(p, " "))
		}
		a, okA := v.DeviceType(p[0])
		b, okB := v.DeviceType(p[1])
		if !okA || !okB || a == b {
			return fmt.Errorf("pair %s and %s: both must be device types, and two of them", p[0], p[1])
		}
		if v.pairs[a] != "" || v.pairs[b] != "" {
			return fmt.Errorf("pair %s and %s: one of them already has a pair", a, b)
		}
		v.pairs[a], v.pairs[b] = b, a
	}
	return nil
}

func (v *Vocabulary) addMonths(words []string) error {
	for i, w := range words {
		v.months[strings.ToLower(Trim(w))] = time.Month(i + 1)
	}
	if len(words) != 12 || len(v.months) != 12 {
		return fmt.Errorf("months has %d different words: list twelve, January first", len(v.months))
	}
	return nil
}

// partyCategories are the words that the program knows the meaning of.
var partyCategories = []string{"manufacturer", "supplier", "operator", "dcc", "panel"}

// addCategories takes the categories of parties; those of the program where a
// vocabulary gives none. A word has no meaning of its own, so none can be added.
func (v *Vocabulary) addCategories(words []string) error {
	if len(words) == 0 {
		words = partyCategories
	}
	for _, w := range words {
		word := strings.ToLower(Trim(w))
		if !slices.Contains(partyCategories, word) {
			return fmt.Errorf("category %q is none of %s", w, strings.Join(partyCategories, ", "))
		}
		if _, twice := v.categories[word]; twice {
			return fmt.Errorf("category %q stands twice: keep one", w)
		}
		v.categories[word] = word
		v.categoryList = append(v.categoryList, word)
	}
	return nil
}

// Category returns the vocabulary's spelling of a category of party given in any
// case, and false when it is not in the vocabulary.
func (v *Vocabulary) Category(word string) (canonical string, ok bool) {
	canonical, ok = v.categories[strings.ToLower(Trim(word))]
	return canonical, ok
}

// Status returns the vocabulary's spelling of a status word given in any case,
// whether it means listed, and false when it is not in the vocabulary.
func (v *Vocabulary) Status(word string) (canonical string, listed, ok bool) {
	w, ok := v.statuses[word]
	if !ok {
		w, ok = v.statuses[strings.ToLower(Trim(word))]
	}
	if !ok {
		return "", false, false
	}
	return w.Word, *w.Listed, true
}

// DeviceType returns the vocabulary's spelling of a device type given in any
// case, and false when it is not in the vocabulary.
func (v *Vocabulary) DeviceType(word string) (canonical string, ok bool) {
	canonical, ok = v.types[word]
	if !ok {
		canonical, ok = v.types[strings.ToLower(Trim(word))]
	}
	return canonical, ok
}

// Pair returns the other device type of a hub, in the vocabulary's spelling,
// and false for a device type that is no part of one.
func (v *Vocabulary) Pair(deviceType string) (string, bool) {
	other, ok := v.pairs[deviceType]
	return other, ok
}

// Type2 reports whether an install return may leave the firmware version of
// this device type (in the vocabulary's spelling) blank.
func (v *Vocabulary) Type2(deviceType string) bool { return v.type2[deviceType] }

// WithType2 returns a copy in which exactly these device types, in any case,
// are Type 2. A word that is no device type is an error that names it.
func (v *Vocabulary) WithType2(deviceTypes []string) (*Vocabulary, error) {
	c := *v
	c.type2 = map[string]bool{}
	for _, word := range deviceTypes {
		name, ok := v.DeviceType(word)
		if !ok {
			return nil, fmt.Errorf("type 2 device type %q is not in the vocabulary", word)
		}
		c.type2[name] = true
	}
	return &c, nil
}

func (v *Vocabulary) month(word string) (time.Month, bool) {
	m, ok := v.months[strings.ToLower(word)]
	return m, ok
}

func (v *Vocabulary) deviceTypeWords() string { return strings.Join(v.typeList, ", ") }

func (v *Vocabulary) statusWords() string { return strings.Join(v.statusList, ", ") }
