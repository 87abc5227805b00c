package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"
	"waymark/analytics"
	"waymark/api"
	"waymark/graphstore"
	"waymark/reports/mail"
)

func newServe(c *command) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the API and keep the schedule, until told to stop",
		Example: `  waymark serve
  waymark serve --listen 0.0.0.0:8080     # behind something that speaks TLS
  waymark serve --auth=off                # nobody is asked who they are: on loopback only`,
		Long: `Serve the API and keep the schedule, until told to stop. Every request says by an API key who sends it; the
first start with no key at all makes one for an operator and shows its secret once. The service speaks plain HTTP: beyond
this machine, put something in front of it that speaks TLS.`,
		Args: none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := safeListen(c.config.listen, c.config.auth); err != nil {
				return err
			}
			return c.serve(cmd.Context())
		},
	}
	cmd.Flags().String("listen", "", "address to listen on; also WAYMARK_HTTP_LISTEN")
	cmd.Flags().String("auth", "", "on or off: whether callers are asked who they are; off is for loopback only; also WAYMARK_HTTP_AUTH")
	return cmd
}

// Whether callers are asked who they are.
const (
	authOn  = "on"
	authOff = "off"
)

// safeListen refuses an address that others can reach where nobody is asked who
// they are: whoever reaches such a service may do everything.
func safeListen(address string, auth bool) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", address, err)
	}
	if auth || isLoopback(host) {
		return nil
	}
	return &graphstore.InputError{
		Code:    "unsafe-listen",
		Message: fmt.Sprintf("%s can be reached by others, and with --auth=off nobody is asked who they are", address),
		Hint:    "leave --auth=off out and give callers keys, or listen on 127.0.0.1",
	}
}

// reachable is the address at which this machine reaches a service that listens on address.
func reachable(address string) string {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return address
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}

// serve starts the parts, waits for the end of ctx or of a part, and stops them
// in reverse order: HTTP drains, the schedule ends, connections close, the local
// Neo4j is left.
func (c *command) serve(ctx context.Context) error {
	var l lifecycle
	err := c.startAndWait(ctx, &l)
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopLimit)
	defer cancel()
	return errors.Join(err, l.stop(stopping))
}

func (c *command) startAndWait(ctx context.Context, l *lifecycle) error {
	store, err := c.openStore(ctx, l)
	if err != nil {
		return err
	}
	if err := c.keepLocal(ctx, l, store); err != nil {
		return err
	}
	engine, err := c.newEngine(ctx, store)
	if err != nil {
		return err
	}
	if err := c.startSchedule(ctx, l, engine, store); err != nil {
		return err
	}
	mailer, err := c.startMail(ctx, l, store)
	if err != nil {
		return err
	}
	failed, err := c.startHTTP(ctx, l, engine, store, mailer)
	if err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		c.tell("stopping")
		return nil
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	}
}

func (c *command) startSchedule(ctx context.Context, l *lifecycle, engine *analytics.Engine, store *graphstore.Store) error {
	if c.config.schedule == "" {
		return nil
	}
	scheduler, err := analytics.NewScheduler(c.config.schedule, auditedRunner{engine, store}, store, c.log)
	if err != nil {
		return fmt.Errorf("prepare the schedule: %w", err)
	}
	if err := scheduler.Start(ctx); err != nil {
		return fmt.Errorf("start the schedule: %w", err)
	}
	c.tell("the rules run at %q, %s; next at %s", c.config.schedule, analytics.Zone, scheduler.Next().Format(time.RFC3339))
	return l.onStop(ctx, "schedule", scheduler.Stop)
}

// newHTTPServer bounds what a connection may hold before anybody knows whose it is:
// the longest request has a cursor of 16 KiB in its address.
func newHTTPServer(handler http.Handler) *http.Server {
	return &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10}
}

// startHTTP listens and serves; the channel gives the error that ended serving.
func (c *command) startHTTP(ctx context.Context, l *lifecycle, engine *analytics.Engine, store *graphstore.Store, mailer *mail.Mailer) (<-chan error, error) {
	drawer := newDrawer()
	if err := l.onStop(ctx, "drawing process", func(context.Context) error { return drawer.Close() }); err != nil {
		return nil, err
	}
	library, err := c.newLibrary(store, drawer)
	if err != nil {
		return nil, err
	}
	o := api.Options{
		Store: store, Engine: engine, Library: library, Columns: c.config.columns, Vocabulary: c.config.vocabulary,
		Version: release, Logger: c.log, Mailer: mailer, TrustedProxies: c.config.proxies,
	}
	if err := c.startIdentities(ctx, l, store, &o); err != nil {
		return nil, err
	}
	handler, err := api.New(o) //nolint:contextcheck // a request brings its own context
	if err != nil {
		return nil, fmt.Errorf("prepare the API: %w", err)
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", c.config.listen)
	if err != nil {
		return nil, &graphstore.InputError{Code: "cannot-listen", Message: fmt.Sprintf("cannot listen on %s: %v", c.config.listen, err), Hint: "choose another address with --listen"}
	}
	if err := safeListen(listener.Addr().String(), c.config.auth); err != nil {
		// A name such as localhost may stand for any address.
		return nil, errors.Join(err, listener.Close())
	}
	server := newHTTPServer(handler)
	failed := make(chan error, 1)
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			failed <- err
		}
	}()
	c.tell("Waymark serves at http://%s (API reference at /docs)", listener.Addr())
	stop := func(ctx context.Context) error {
		// Half of the time is for requests and their jobs, the rest for the schedule and the database.
		ctx, cancel := context.WithTimeout(ctx, stopLimit/2)
		defer cancel()
		closed := make(chan error, 1)
		// A request may wait for a job, so jobs end while requests drain.
		go func() { closed <- handler.Close(ctx) }()
		return errors.Join(server.Shutdown(ctx), <-closed)
	}
	return failed, l.onStop(ctx, "HTTP", stop)
}
