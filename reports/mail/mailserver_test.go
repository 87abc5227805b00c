//go:build mailserver

package mail_test

import (
	"bytes"
	"fmt"
	"mime"
	netmail "net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/reports/mail"
)

// TestARealMailServerDelivers sends through the server that .ci/mail-check
// started, over STARTTLS, and reads the message back from the mailbox.
func TestARealMailServerDelivers(t *testing.T) {
	address, ca, mailbox := os.Getenv("WAYMARK_TEST_SMTP"), os.Getenv("WAYMARK_TEST_SMTP_CA"), os.Getenv("WAYMARK_TEST_MAILBOX")
	require.NotEmpty(t, address, "run it through .ci/mail-check")
	made := compose(t, composer(before(), after()), subscription("panel", "", "panel"))
	box := fill(2, func(i int) string { return []string{"reader@waymark.test", "nobody@waymark.test"}[i] }, newClock().at)
	box.messages[0].Subject = made.Letter.Subject + " – Grüße"
	d := delivery(t, "smtp://"+address, ca, bodyOf{box, made.Body}, newClock())
	tally, err := d.Flush(t.Context())
	require.NoError(t, err)
	require.Equal(t, mail.Tally{Sent: 1, Dead: 1}, tally, "%v", box.messages)
	require.True(t, box.outcomes["m00001"][0].Bounced, box.messages[1].Reply)

	var files []string
	require.Eventually(t, func() bool {
		files, err = filepath.Glob(filepath.Join(mailbox, "new", "*"))
		return err == nil && len(files) == 1
	}, 30*time.Second, 100*time.Millisecond, "the message is in the mailbox")
	data, err := os.ReadFile(files[0])
	require.NoError(t, err)
	m, err := netmail.ReadMessage(bytes.NewReader(data))
	require.NoError(t, err)
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	require.NoError(t, err)
	require.Equal(t, box.messages[0].Subject, subject)
	require.Equal(t, "<m00000@waymark.example>", m.Header.Get("Message-Id"))
	require.Equal(t, "<reader@waymark.test>", m.Header.Get("To"))
	require.Contains(t, fmt.Sprint(m.Header["Received"]), "TLS", "over TLS")
	parts := readParts(t, m.Header.Get("Content-Type"), m.Body)
	require.Equal(t, normal(made.Body.Text), normal(string(parts["text/plain"])))
	require.Equal(t, normal(made.Body.HTML), normal(string(parts["text/html"])))
	require.Equal(t, made.Body.Attachments[0].Data, parts[made.Body.Attachments[0].Name])
}

// normal is text without the differences that mail makes to ends of lines.
func normal(text string) string { return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n")) }
