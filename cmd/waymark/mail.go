package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/google/uuid"
	"golang.org/x/time/rate"
	"waymark/analytics"
	"waymark/graphstore"
	"waymark/reports"
	"waymark/reports/mail"
)

// newMailer wires mail to the store; without an SMTP server it composes only.
func (c *command) newMailer(ctx context.Context, l *lifecycle, store *graphstore.Store) (*mail.Mailer, error) {
	registry, _, err := c.loadRules()
	if err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation(analytics.Zone)
	if err != nil {
		return nil, fmt.Errorf("load time zone: %w", err)
	}
	library, err := c.newMailLibrary(ctx, l, store)
	if err != nil {
		return nil, err
	}
	settings := c.reportSettings(registry)
	m := &mail.Mailer{
		Store: store, Zone: zone, Now: time.Now, Logger: c.log,
		Composer: &mail.Composer{
			Graph: store, Library: library, From: c.config.mailFrom, Marking: settings.Marking, Rules: settings.Rules,
			ReadAt: c.config.mailReadAt, MaxAttachment: int64(c.config.mailAttachMiB) << 20,
		},
	}
	if c.config.smtp == nil {
		return m, nil
	}
	sender, err := mail.NewSender(c.config.smtp, 0)
	if err != nil {
		return nil, err //nolint:wrapcheck // names the act and the server
	}
	host, _ := os.Hostname()
	m.Delivery = &mail.Delivery{
		Outbox: store, Sender: sender, From: c.config.mailFrom, By: host + "/" + uuid.NewString(), Now: time.Now, Logger: c.log,
	}
	if c.config.mailRate > 0 {
		m.Delivery.Rate = rate.NewLimiter(rate.Limit(c.config.mailRate), 1)
	}
	return m, nil
}

// startMail composes what is due, and sends it where there is a server.
func (c *command) startMail(ctx context.Context, l *lifecycle, store *graphstore.Store) (*mail.Mailer, error) {
	m, err := c.newMailer(ctx, l, store)
	if err != nil {
		return nil, err
	}
	if m.Delivery == nil {
		c.tell("mail waits in the outbox: no SMTP server is set (WAYMARK_SMTP_URL)")
	} else {
		c.tell("mail goes to %s, from %s", c.config.smtp.Address(), c.config.mailFrom.Address)
	}
	m.Start(ctx)
	return m, l.onStop(ctx, "mail", m.Stop)
}

// withMailer opens the store and wires mail for one command.
func (c *command) withMailer(ctx context.Context, work func(*graphstore.Store, *mail.Mailer) error) error {
	return c.withStore(ctx, func(store *graphstore.Store) error {
		var l lifecycle
		m, err := c.newMailer(ctx, &l, store)
		if err != nil {
			return err
		}
		defer func() { _ = l.stop(context.WithoutCancel(ctx)) }()
		return work(store, m)
	})
}

// newMailLibrary is what mail takes reports from.
func (c *command) newMailLibrary(ctx context.Context, l *lifecycle, store *graphstore.Store) (*reports.Library, error) {
	drawer := newDrawer()
	if err := l.onStop(ctx, "drawing process of mail", func(context.Context) error { return drawer.Close() }); err != nil {
		return nil, err
	}
	return c.newLibrary(store, drawer)
}
