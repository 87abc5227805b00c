package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"waymark/analytics"
	"waymark/cpl"
	"waymark/graphstore"
	"waymark/graphstore/localneo4j"
	"waymark/reports"
)

// stopLimit is the one deadline for stopping everything.
const stopLimit = 30 * time.Second

const localNeo4j = "local"

// openStore starts or joins the local Neo4j, or connects to the one given,
// brings its schema up to date, and registers with l how to leave it.
func (c *command) openStore(ctx context.Context, l *lifecycle) (*graphstore.Store, error) {
	target := graphstore.Config{
		URI: c.config.neo4jURI, Username: c.config.neo4jUsername, Password: c.config.neo4jPassword.reveal(),
		Database: c.config.neo4jDatabase, Logger: c.log,
	}
	if target.URI == localNeo4j {
		server, err := localneo4j.Start(ctx, localneo4j.Options{
			DataDir: c.config.dataDir, CacheDir: c.config.cacheDir, HeapMiB: c.config.heapMiB, PageCacheMiB: c.config.pageCacheMiB,
			BoltPort: c.config.boltPort, Logger: c.log, Progress: func(msg string) { c.tell("%s", msg) },
		})
		if err != nil {
			return nil, err //nolint:wrapcheck // worded for its reader, with the ways out
		}
		if err := l.onStop(ctx, "local Neo4j", server.Close); err != nil {
			return nil, err
		}
		c.local = server
		target.URI, target.Username, target.Password, target.Database = server.URI(), server.Username(), server.Password(), ""
	}
	store, err := graphstore.Connect(ctx, target)
	if err != nil {
		return nil, err //nolint:wrapcheck // graphstore words its errors
	}
	if err := l.onStop(ctx, "Neo4j connections", store.Close); err != nil {
		return nil, err
	}
	applied, err := store.Migrate(ctx)
	if err != nil {
		return nil, err //nolint:wrapcheck // graphstore words its errors
	}
	for _, name := range applied {
		c.log.InfoContext(ctx, "schema step applied", "step", name)
	}
	return store, nil
}

// withStore opens the store for one command and leaves it afterwards.
func (c *command) withStore(ctx context.Context, work func(*graphstore.Store) error) error {
	var l lifecycle
	store, err := c.openStore(ctx, &l)
	if err == nil {
		err = c.audited(ctx, store, work)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopLimit)
	defer cancel()
	return errors.Join(err, l.stop(ctx))
}

// newEngine wires the rules to the store and to the reports that full runs feed.
func (c *command) newEngine(ctx context.Context, store *graphstore.Store) (*analytics.Engine, error) {
	registry, severities, err := c.loadRules()
	if err != nil {
		return nil, err
	}
	due, err := deadlines()
	if err != nil {
		return nil, err
	}
	s := c.ruleSettings()
	if err := registry.Verify(ctx, store, s); err != nil {
		return nil, fmt.Errorf("check rules: %w", err)
	}
	return &analytics.Engine{
		Graph: store, Registry: registry, Severities: severities, Deadlines: due, Settings: s, Logger: c.log,
		Freezer: &reports.Freezer{Source: store, Vault: store, Settings: c.reportSettings(registry)},
	}, nil
}

// loadRules reads the rules of the program and the user's own, and how severe
// their findings are.
func (c *command) loadRules() (*analytics.Registry, analytics.SeverityTable, error) {
	registry, err := analytics.LoadRules(c.config.rulesDir)
	if err != nil {
		return nil, nil, fmt.Errorf("load rules: %w", err)
	}
	severities, err := analytics.LoadSeverities()
	if err != nil {
		return nil, nil, fmt.Errorf("load severities: %w", err)
	}
	severities, err = severities.With(registry)
	if err != nil {
		return nil, nil, fmt.Errorf("load rules: %w", err)
	}
	return registry, severities, nil
}

func (c *command) ruleSettings() analytics.Settings {
	return analytics.Settings{
		InForceDate: c.config.inForce, HubPairs: c.config.vocabulary.Pairs(), StaleDays: c.config.staleDays,
		CertificateDays: c.config.certificateDays, CertificateTypes: c.config.certificateTypes,
		Parameters: c.config.parameters,
	}
}

func (c *command) reportSettings(registry *analytics.Registry) reports.Settings {
	s := reports.Settings{
		Marking:   reports.Marking{Label: c.config.classification, Handling: c.config.handling},
		StaleDays: c.config.staleDays,
	}
	for _, rule := range registry.All() {
		if rule.Maturity != analytics.Live {
			continue
		}
		s.Rules = append(s.Rules, ruleText(rule))
	}
	return s
}

func ruleText(rule analytics.Rule) reports.RuleText {
	t := reports.RuleText{ID: rule.ID, Version: rule.Version, Title: rule.Title, Why: rule.Why, Basis: rule.Basis, Addressee: rule.Addressee, Audience: rule.Audience, Fix: rule.Fix}
	for code, reason := range rule.Reasons {
		t.Reasons = append(t.Reasons, reports.ReasonText{Reason: code, Says: reason.Says, Actor: reason.Actor, Fix: reason.Fix})
	}
	for _, code := range slices.Sorted(maps.Keys(rule.Unknowns)) {
		t.Unknowns = append(t.Unknowns, reports.UnknownText{Reason: code, Says: rule.Unknowns[code]})
	}
	return t
}

// today is the date in Europe/London.
func today() (cpl.Date, error) {
	zone, err := time.LoadLocation(analytics.Zone)
	if err != nil {
		return "", fmt.Errorf("load time zone: %w", err)
	}
	return cpl.DateOf(time.Now().In(zone)), nil
}

// waitFor is how this command waits for the lease, telling whom it waits for.
func (c *command) waitFor() graphstore.Wait {
	return graphstore.Wait{For: c.wait, Told: func(holder string) { c.tell("waiting for %s", holder) }}
}
