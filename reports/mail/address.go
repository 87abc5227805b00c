package mail

import (
	"fmt"
	"net/mail"
	"strings"
	"unicode"

	"waymark/cpl"
	"waymark/graphstore"
)

// ParseAddress reads one address, with or without a name, such as
// "Ann Other <ann@example.com>". It refuses what could add a header: control
// characters are in no address.
func ParseAddress(text string) (*mail.Address, error) {
	refuse := func(why string) error {
		return &graphstore.InputError{Code: "bad-address", Message: fmt.Sprintf("%q is no e-mail address: %s", text, why), Hint: "give one like ann@example.com"}
	}
	if strings.ContainsFunc(text, unicode.IsControl) {
		return nil, refuse("it holds a control character")
	}
	a, err := mail.ParseAddress(text)
	if err != nil {
		return nil, refuse("it cannot be read")
	}
	if !cpl.IsAddress(a.Address) {
		return nil, refuse("mail can be sent to addresses of at most 254 plain ASCII characters, without spaces or quotation marks")
	}
	return a, nil
}

// domainOf is the domain of an address that was parsed.
func domainOf(address string) string {
	return address[strings.LastIndexByte(address, '@')+1:]
}

// maxName is how much of a name a subject has: no line of a header may be longer
// than 998 characters, and one without a space cannot be folded.
const maxName = 200

// shortName is a name as one line, cut where it is longer than that.
func shortName(text string) string {
	name := []rune(oneLine(text))
	if len(name) <= maxName {
		return string(name)
	}
	return string(name[:maxName]) + "…"
}

// oneLine makes text fit for a header: what is no printable character, a line
// break above all, becomes a space, and runs of spaces one.
func oneLine(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, text)
	return strings.Join(strings.Fields(text), " ")
}
