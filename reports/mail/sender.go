package mail

import (
	"bytes"
	"context"
	"fmt"
	"net/mail"
	"os"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"
	"waymark/graphstore"
)

// sendTimeout bounds one conversation about one message, and connecting.
const sendTimeout = time.Minute

// Envelope is one message as it is sent. It is the same, but for boundaries of
// its parts, whenever it is sent.
type Envelope struct {
	From *mail.Address
	To   string
	// MessageID is without its brackets.
	MessageID, Subject string
	Date               time.Time
	Body               *graphstore.MessageBody
}

// Sender sends mail through one server. It is safe for concurrent use.
type Sender struct {
	client  *gomail.Client
	timeout time.Duration
}

// NewSender makes a sender; it connects to nothing yet. A zero timeout takes a minute.
func NewSender(s *Server, timeout time.Duration) (*Sender, error) {
	if timeout == 0 {
		timeout = sendTimeout
	}
	options := []gomail.Option{
		gomail.WithPort(s.Port), gomail.WithTimeout(timeout), gomail.WithTLSConfig(s.tlsConfig()), gomail.WithTLSPolicy(gomail.TLSMandatory), gomail.WithoutSMTPUTF8(),
	}
	switch {
	case s.Implicit:
		options = append(options, gomail.WithSSL())
	case s.Off:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	}
	if name, err := os.Hostname(); err == nil && name != "" {
		options = append(options, gomail.WithHELO(name))
	}
	if s.User != "" {
		options = append(options, gomail.WithSMTPAuth(s.authentication()), gomail.WithUsername(s.User), gomail.WithPassword(s.password))
	}
	client, err := gomail.NewClient(s.Host, options...)
	if err != nil {
		return nil, fmt.Errorf("prepare SMTP to %s: %w", s.Address(), err)
	}
	return &Sender{client: client, timeout: timeout}, nil
}

func (s *Server) authentication() gomail.SMTPAuthType {
	if s.Off {
		// Left to itself the library sends no password without TLS, not even to loopback.
		return gomail.SMTPAuthPlainNoEnc
	}
	return gomail.SMTPAuthAutoDiscover
}

// Connection is an open conversation with the server, for one message after the
// other. It is for one goroutine.
type Connection struct {
	client *gomail.Client
	smtp   *smtp.Client
}

// Connect greets the server, with TLS and a password as its address says. It
// fails with *SendError.
func (s *Sender) Connect(ctx context.Context) (*Connection, error) {
	// The library bounds each step but not their sum: a server may dribble.
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	c, err := s.client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return nil, judgeDial(err)
	}
	return &Connection{client: s.client, smtp: c}, nil
}

// Send sends one message. It fails with *SendError. A message that the server
// took is sent, whatever went wrong after that.
func (c *Connection) Send(e Envelope) error {
	m, err := e.message()
	if err != nil {
		return &SendError{Verdict: Refused, Reply: reply(err), err: err}
	}
	err = c.client.SendWithSMTPClient(c.smtp, m)
	if err == nil || m.IsDelivered() {
		return nil
	}
	return judgeSend(err)
}

// Close ends the conversation.
func (c *Connection) Close() { _ = c.client.CloseWithSMTPClient(c.smtp) }

// message builds what go-mail sends. Addresses go through net/mail and the
// subject is one line, so no name adds a header.
func (e Envelope) message() (*gomail.Msg, error) {
	to, err := ParseAddress(e.To)
	if err != nil {
		return nil, err
	}
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	m.FromMailAddress(e.From)
	m.ToMailAddress(to)
	m.Subject(oneLine(e.Subject))
	m.SetMessageIDWithValue(oneLine(e.MessageID))
	m.SetDateWithValue(e.Date)
	// No out-of-office answers to a machine.
	m.SetGenHeader(gomail.Header("Auto-Submitted"), "auto-generated")
	m.SetGenHeader(gomail.HeaderXAutoResponseSuppress, "All")
	m.SetBodyString(gomail.TypeTextPlain, e.Body.Text)
	if e.Body.HTML != "" {
		m.AddAlternativeString(gomail.TypeTextHTML, e.Body.HTML)
	}
	for _, a := range e.Body.Attachments {
		m.AttachReadSeeker(oneLine(a.Name), bytes.NewReader(a.Data), gomail.WithFileContentType(gomail.ContentType(a.MediaType)))
	}
	return m, nil
}
