package mail_test

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/reports/mail"
)

// startStrict is a server that refuses the first DATA command with refusal, and
// MAIL while another message is begun. It answers at the address given.
func startStrict(t *testing.T, refusal string) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	var refused atomic.Bool
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go talkStrictly(conn, refusal, &refused)
		}
	}()
	return listener.Addr().String()
}

func talkStrictly(conn net.Conn, refusal string, refused *atomic.Bool) {
	defer func() { _ = conn.Close() }()
	say := func(line string) { _, _ = fmt.Fprintf(conn, "%s\r\n", line) }
	say("220 strict")
	begun, inText := false, false
	for lines := bufio.NewScanner(conn); lines.Scan(); {
		command, _, _ := strings.Cut(strings.ToUpper(lines.Text()), " ")
		switch {
		case inText:
			if lines.Text() == "." {
				begun, inText = false, false
				say("250 taken")
			}
		case command == "MAIL" && begun:
			say("503 nested MAIL")
		case command == "MAIL":
			begun = true
			say("250 go on")
		case command == "DATA" && refused.CompareAndSwap(false, true):
			say(refusal)
		case command == "DATA":
			inText = true
			say("354 go on")
		case command == "RSET":
			begun = false
			say("250 forgotten")
		default:
			say("250 fine")
		}
	}
}

func TestARefusedDATAHoldsUpNoOtherMessage(t *testing.T) {
	for refusal, want := range map[string]mail.Tally{"451 not now": {Sent: 2, Retrying: 1}, "554 no": {Sent: 2, Dead: 1}} {
		box := fill(3, anyone, newClock().at)
		tally, err := delivery(t, "smtp://"+startStrict(t, refusal)+"?tls=off", "", box, newClock()).Flush(t.Context())
		require.NoError(t, err)
		require.Equal(t, want, tally, "%s: %v", refusal, box.messages)
	}
}
