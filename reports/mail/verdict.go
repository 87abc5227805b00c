package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/textproto"
	"strings"
	"syscall"

	"github.com/wneessen/go-mail"
)

// Verdict says what a failure to send means for a message.
type Verdict int

// The verdicts.
const (
	// Later: the server or the way to it is not well, or asks to wait. Try again.
	Later Verdict = iota
	// Refused: the server will not take this message. Trying again is no use.
	Refused
	// Bounced is Refused since the address is not there, or takes no mail.
	Bounced
	// Misconfigured: nothing can be sent until a setting is mended. It is not the message's fault.
	Misconfigured
)

// SendError is a failure to send, judged.
type SendError struct {
	Verdict Verdict
	// Lost says that the connection is of no more use.
	Lost bool
	// Reply is what the server answered, or what went wrong before it could, as one line.
	Reply string
	err   error
}

func (e *SendError) Error() string { return e.Reply }

func (e *SendError) Unwrap() error { return e.err }

// judgeDial judges why no connection came about. What is neither the network's
// doing nor an answer of the server for the time being is a setting to be
// mended: an untrusted certificate, a refused password, no STARTTLS, no such host.
func judgeDial(err error) *SendError {
	e := &SendError{Verdict: Misconfigured, Lost: true, Reply: reply(err), err: err}
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var answered *textproto.Error
	var name *net.DNSError
	var network net.Error
	switch {
	case errors.As(err, &certificate):
		e.Reply = "the server's certificate is not trusted: " + e.Reply
	case errors.As(err, &record):
		e.Reply = "the server does not speak TLS from the start; use smtp:// instead of smtps://, or another port: " + e.Reply
	case errors.As(err, &answered):
		if answered.Code/100 != 5 {
			e.Verdict = Later
		}
	case errors.As(err, &name):
		if !name.IsNotFound {
			e.Verdict = Later
		}
	case errors.As(err, &network), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed),
		errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded), errors.Is(err, syscall.ECONNRESET):
		e.Verdict = Later
	}
	return e
}

// judgeSend judges why a message was not taken on a connection that stood.
func judgeSend(err error) *SendError {
	e := &SendError{Verdict: Later, Reply: reply(err), err: err}
	var sent *mail.SendError
	if !errors.As(err, &sent) {
		e.Lost = true
		return e
	}
	code := sent.ErrorCode()
	switch {
	case code == 0:
		// No reply was read: dropped, timed out, or stopped.
		e.Lost = true
	case code == 421:
		e.Lost = true
	case code == 530, code == 535, code == 534, code == 538:
		e.Verdict, e.Lost = Misconfigured, true
	case code/100 == 5 && sent.Reason == mail.ErrSMTPRcptTo && refusesAddress(code, sent.EnhancedStatusCode()):
		e.Verdict = Bounced
	case code/100 == 5:
		e.Verdict = Refused
	}
	if sent.Reason == mail.ErrSMTPData || sent.Reason == mail.ErrSMTPDataClose {
		// The library resets nothing after these: the server may hold the message
		// for begun, and refuse the next one for that.
		e.Lost = true
	}
	// What the library itself finds wrong with the message.
	if sent.Reason == mail.ErrNoUnencoded || sent.Reason == mail.ErrGetRcpts || sent.Reason == mail.ErrGetSender {
		e.Verdict, e.Lost = Refused, false
	}
	return e
}

// refusesAddress tells whether a reply to RCPT is about the address itself, and
// not about us or about policy (5.7.…): an unknown mailbox or domain, or one
// that is disabled.
func refusesAddress(code int, enhanced string) bool {
	if enhanced != "" {
		return strings.HasPrefix(enhanced, "5.1.") || strings.HasPrefix(enhanced, "5.2.1")
	}
	return code == 550 || code == 551 || code == 553
}

const maxReply = 1000

// reply is an error as one line of bounded length.
func reply(err error) string {
	text := oneLine(err.Error())
	if i := strings.Index(text, ", affected recipient(s):"); i > 0 {
		text = text[:i]
	}
	if i := strings.Index(text, ", affected message ID:"); i > 0 {
		text = text[:i]
	}
	if len(text) > maxReply {
		text = strings.ToValidUTF8(text[:maxReply], "") + "…"
	}
	return text
}
