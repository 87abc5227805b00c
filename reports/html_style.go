package reports

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"strings"
)

//go:embed templates
var templateFiles embed.FS

// pageTemplates are parsed when the package is initialised, so that a broken
// one stops every command and not one report.
var pageTemplates = template.Must(template.New("reports").Option("missingkey=error").ParseFS(templateFiles, "templates/*.html"))

// cssString writes any text as a CSS string, every character that is no ASCII
// letter or digit as its number.
func cssString(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == ' ':
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, `\%x `, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

func styleHash(css string) string {
	sum := sha256.Sum256([]byte(css))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}
