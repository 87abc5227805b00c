package mail_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	netmail "net/mail"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/require"
)

// peer is a real SMTP server in this process, which can be told to misbehave.
type peer struct {
	*smtp.Server
	address string
	// caFile is the authority that vouches for it.
	caFile string
	// onRcpt and onData answer a command; nil takes everything. onData is given the
	// whole message after it was read.
	onRcpt func(to string) error
	onData func(to string) error
	// greet answers a new connection.
	greet func() error
	// wait slows every message down.
	wait time.Duration
	// after is called once a message was taken, before the answer.
	after func()

	mu          sync.Mutex
	received    []received
	connections int
	tls         int
}

type received struct {
	from, to string
	data     []byte
}

func (r received) parse(t *testing.T) *netmail.Message {
	t.Helper()
	m, err := netmail.ReadMessage(bytes.NewReader(r.data))
	require.NoError(t, err)
	return m
}

// The ways in which a peer speaks.
const (
	plain    = "plain"
	starttls = "starttls"
	implicit = "implicit"
)

const (
	peerUser     = "waymark"
	peerPassword = "s3cret/%"
)

func startPeer(t testing.TB, mode string, settle ...func(*peer)) *peer {
	t.Helper()
	p := &peer{}
	p.Server = smtp.NewServer(p)
	p.Domain, p.ErrorLog = "localhost", log.New(io.Discard, "", 0)
	p.MaxMessageBytes = 64 << 20
	for _, s := range settle {
		s(p)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	p.address = listener.Addr().String()
	if mode != plain {
		certificate, ca := certify(t)
		p.caFile = filepath.Join(t.TempDir(), "ca.pem")
		require.NoError(t, os.WriteFile(p.caFile, ca, 0o600))
		if p.TLSConfig == nil {
			p.TLSConfig = &tls.Config{Certificates: []tls.Certificate{certificate}}
		}
		if mode == implicit {
			listener = tls.NewListener(listener, p.TLSConfig)
		}
	}
	done := make(chan struct{})
	go func() { defer close(done); _ = p.Serve(listener) }()
	t.Cleanup(func() { _ = p.Close(); <-done })
	return p
}

// certify makes a certificate for 127.0.0.1 and the authority that signed it.
func certify(t testing.TB) (tls.Certificate, []byte) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "peer"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	require.NoError(t, err)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

// NewSession implements smtp.Backend.
func (p *peer) NewSession(c *smtp.Conn) (smtp.Session, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.connections++
	if p.greet != nil {
		if err := p.greet(); err != nil {
			return nil, err
		}
	}
	return &session{p: p, c: c}, nil
}

// messages are those that the peer took.
func (p *peer) messages() []received {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]received(nil), p.received...)
}

// opened counts the sessions that were begun, and encrypted the messages that came over TLS.
func (p *peer) opened() int    { p.mu.Lock(); defer p.mu.Unlock(); return p.connections }
func (p *peer) encrypted() int { p.mu.Lock(); defer p.mu.Unlock(); return p.tls }

// times counts how often each Message-ID was taken.
func (p *peer) times(t *testing.T) map[string]int {
	t.Helper()
	out := map[string]int{}
	for _, r := range p.messages() {
		out[r.parse(t).Header.Get("Message-Id")]++
	}
	return out
}

type session struct {
	p        *peer
	c        *smtp.Conn
	from, to string
	// known says that its password was right.
	known bool
}

func (s *session) AuthMechanisms() []string {
	if _, encrypted := s.c.TLSConnectionState(); !encrypted && !s.p.AllowInsecureAuth {
		return nil
	}
	return []string{sasl.Plain}
}

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != peerUser || password != peerPassword {
			return smtp.ErrAuthFailed
		}
		s.known = true
		return nil
	}), nil
}

func (s *session) Reset()        { s.from, s.to = "", "" }
func (s *session) Logout() error { return nil }

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if s.p.AllowInsecureAuth && !s.known {
		return smtp.ErrAuthRequired
	}
	s.from = from
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = to
	if s.p.onRcpt == nil {
		return nil
	}
	s.p.mu.Lock()
	defer s.p.mu.Unlock()
	return s.p.onRcpt(to)
}

var errDrop = errors.New("drop the connection")

func (s *session) Data(r io.Reader) error {
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	time.Sleep(s.p.wait)
	if s.p.onData != nil {
		err := s.p.onData(s.to)
		if errors.Is(err, errDrop) {
			_ = s.c.Conn().Close()
		}
		if err != nil {
			return err
		}
	}
	_, encrypted := s.c.TLSConnectionState()
	s.p.mu.Lock()
	s.p.received = append(s.p.received, received{s.from, s.to, data})
	if encrypted {
		s.p.tls++
	}
	after := s.p.after
	s.p.mu.Unlock()
	if after != nil {
		after()
	}
	return nil
}
