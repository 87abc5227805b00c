package graphstore

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

var (
	lockAuditHead      = statement("lock_audit_head")
	appendAuditEntries = statement("append_audit_entries")
	readAuditHead      = statement("read_audit_head")
	listAudit          = statement("list_audit")
	readAuditPage      = statement("read_audit_page")
)

// The phases of an audit entry.
const (
	// AuditIntent is written before a change or an export is carried out.
	AuditIntent = "intent"
	// AuditOutcome says what became of it.
	AuditOutcome = "outcome"
	// AuditRefused counts requests that were refused alike.
	AuditRefused = "refused"
)

const (
	// maxAuditText bounds each text of an entry, since some come from outside.
	maxAuditText = 1000
	auditPage    = 2000
	// auditTimeout bounds an append: a change waits for it.
	auditTimeout = 10 * time.Second
)

// AuditAct is what an entry tells.
type AuditAct struct {
	Phase string `json:"phase"`
	// ActorKind is key, person, local, command, service (of its own accord) or nobody;
	// ActorID and Actor say which one.
	ActorKind string `json:"actorKind"`
	ActorID   string `json:"actorId,omitempty"`
	Actor     string `json:"actor,omitempty"`
	Role      string `json:"role,omitempty"`
	Party     string `json:"party,omitempty"`
	Address   string `json:"address,omitempty"`
	RequestID string `json:"requestId,omitempty"`
	// Operation is the API's operation, the command line's command, or what the service does.
	Operation string `json:"operation"`
	// Target is what was asked for, as the request named it.
	Target string `json:"target,omitempty"`
	// Status is the HTTP status, the command's exit code, or 1 where the service failed;
	// Count is how many were refused.
	Status int64 `json:"status"`
	Count  int64 `json:"count,omitempty"`
}

// AuditEntry is one link of the audit's chain: it holds the hash of the one
// before it, so that none can be changed, left out or put between unseen.
type AuditEntry struct {
	Seq int64     `json:"seq"`
	At  time.Time `json:"at"`
	AuditAct
	Previous string `json:"previous"`
	Hash     string `json:"hash"`
}

// texts are the texts of an entry in the order in which they are hashed. The
// order and what it holds never change: old entries must hash as they did.
func (e *AuditEntry) texts() []*string {
	return []*string{&e.Phase, &e.ActorKind, &e.ActorID, &e.Actor, &e.Role, &e.Party, &e.Address, &e.RequestID, &e.Operation, &e.Target}
}

// sum is the hash of an entry: SHA-256 over its length-prefixed parts.
func (e *AuditEntry) sum() string {
	hash := sha256.New()
	part := func(text string) {
		var size [8]byte
		binary.BigEndian.PutUint64(size[:], uint64(len(text)))
		hash.Write(size[:])
		hash.Write([]byte(text))
	}
	part("waymark audit 1")
	part(e.Previous)
	part(fmt.Sprint(e.Seq))
	part(e.At.UTC().Format(time.RFC3339Nano))
	for _, text := range e.texts() {
		part(*text)
	}
	part(fmt.Sprint(e.Status))
	part(fmt.Sprint(e.Count))
	return hex.EncodeToString(hash.Sum(nil))
}

func (e *AuditEntry) props() map[string]any {
	return map[string]any{
		"seq": e.Seq, "at": e.At, "phase": e.Phase, "actorKind": e.ActorKind, "actorId": e.ActorID, "actor": e.Actor, "role": e.Role, "party": e.Party,
		"address": e.Address, "requestId": e.RequestID, "operation": e.Operation, "target": e.Target, "status": e.Status, "count": e.Count,
		"previous": e.Previous, "hash": e.Hash,
	}
}

func toAuditEntry(value any) AuditEntry {
	r := asRow(value)
	return AuditEntry{Seq: r.number("seq"), At: r.moment("at"), Previous: r.text("previous"), Hash: r.text("hash"), AuditAct: AuditAct{
		Phase: r.text("phase"), ActorKind: r.text("actorKind"), ActorID: r.text("actorId"), Actor: r.text("actor"), Role: r.text("role"), Party: r.text("party"),
		Address: r.text("address"), RequestID: r.text("requestId"), Operation: r.text("operation"), Target: r.text("target"), Status: r.number("status"), Count: r.number("count"),
	}}
}

// Audit appends entries to the audit, in one transaction, under the lock of its
// head. Nothing that was appended is ever changed.
func (s *Store) Audit(ctx context.Context, acts ...AuditAct) error {
	if len(acts) == 0 {
		return nil
	}
	return s.writeWithin(ctx, "append to the audit", auditTimeout, func(tx *transaction) error {
		rows, err := tx.run(ctx, lockAuditHead, nil)
		if err != nil {
			return err
		}
		seq, previous, at := rows[0].number("seq"), rows[0].text("hash"), rows[0].moment("now")
		entries := make([]any, 0, len(acts))
		for _, act := range acts {
			seq++
			e := AuditEntry{Seq: seq, At: at, AuditAct: act, Previous: previous}
			for _, text := range e.texts() {
				*text = cutText(*text)
			}
			e.Hash = e.sum()
			previous = e.Hash
			entries = append(entries, e.props())
		}
		_, err = tx.run(ctx, appendAuditEntries, map[string]any{"entries": entries, "seq": seq, "hash": previous})
		return err
	})
}

// cutText keeps the beginning of a text that is too long, without half a character.
func cutText(text string) string {
	if len(text) <= maxAuditText {
		return text
	}
	for end := maxAuditText; ; end-- {
		if utf8.RuneStart(text[end]) {
			return text[:end]
		}
	}
}

// AuditEntries returns entries before a place in the chain, the newest first, and
// how many there are in all. Before 0 is from the end.
func (s *Store) AuditEntries(ctx context.Context, scope Scope, before int64, limit int) ([]AuditEntry, int64, error) {
	heads, err := s.read(ctx, scope, readAuditHead, nil)
	if err != nil || len(heads) == 0 {
		return []AuditEntry{}, 0, err
	}
	total := heads[0].number("seq")
	if before <= 0 || before > total {
		before = total + 1
	}
	rows, err := s.read(ctx, scope, listAudit, map[string]any{"before": before, "limit": limit})
	out := make([]AuditEntry, 0, len(rows))
	for _, r := range rows {
		out = append(out, toAuditEntry(r.value("entry")))
	}
	return out, total, err
}

// AuditCheck is what a look through the whole audit came to.
type AuditCheck struct {
	// Entries is how many the chain should hold by its head.
	Entries int64 `json:"entries"`
	Intact  bool  `json:"intact"`
	// Head is the hash of the last entry. Who notes it elsewhere can tell later
	// whether the whole chain was written anew.
	Head string `json:"head,omitempty"`
	// BrokenAt is the first entry that is not as it was, and Why what is wrong.
	BrokenAt int64  `json:"brokenAt,omitempty"`
	Why      string `json:"why,omitempty"`
}

// VerifyAudit looks through the whole audit. What is appended meanwhile is not
// looked at.
func (s *Store) VerifyAudit(ctx context.Context, scope Scope) (AuditCheck, error) {
	heads, err := s.read(ctx, scope, readAuditHead, nil)
	if err != nil {
		return AuditCheck{}, err
	}
	check := AuditCheck{Intact: true}
	if len(heads) > 0 {
		check.Entries, check.Head = heads[0].number("seq"), heads[0].text("hash")
	}
	previous := ""
	for seq := int64(0); ; {
		// Beyond the head too: without one, or with an older one, entries are left over.
		rows, err := s.read(ctx, scope, readAuditPage, map[string]any{"after": seq, "limit": auditPage})
		if err != nil {
			return check, err
		}
		for _, r := range rows {
			if seq == check.Entries && len(heads) > 0 {
				break
			}
			e := toAuditEntry(r.value("entry"))
			if why := e.fault(seq+1, previous); why != "" {
				return check.broken(seq+1, why), nil
			}
			seq, previous = e.Seq, e.Hash
		}
		if len(rows) == auditPage && seq != check.Entries {
			continue
		}
		switch {
		case len(heads) == 0 && seq > 0:
			return check.broken(seq, "the head of the chain is gone"), nil
		case seq < check.Entries:
			return check.broken(seq+1, "the entry is gone"), nil
		case previous != check.Head:
			return check.broken(seq, "the entry is not the one that the head names"), nil
		}
		return s.checkAuditEnd(ctx, scope, check)
	}
}

// checkAuditEnd looks for entries beyond the head, which are no sign of harm only
// if the head has moved on.
func (s *Store) checkAuditEnd(ctx context.Context, scope Scope, check AuditCheck) (AuditCheck, error) {
	beyond, err := s.read(ctx, scope, readAuditPage, map[string]any{"after": check.Entries, "limit": 1})
	if err != nil || len(beyond) == 0 {
		return check, err
	}
	heads, err := s.read(ctx, scope, readAuditHead, nil)
	if err == nil && (len(heads) == 0 || heads[0].number("seq") == check.Entries) {
		return check.broken(check.Entries+1, "the entry is beyond the head"), nil
	}
	return check, err
}

func (c AuditCheck) broken(at int64, why string) AuditCheck {
	c.Intact, c.BrokenAt, c.Why = false, at, why
	return c
}

// fault says what is wrong with an entry that should be the one numbered seq after previous.
func (e *AuditEntry) fault(seq int64, previous string) string {
	switch {
	case e.Seq != seq:
		return "the entry is gone"
	case e.Previous != previous:
		return "the entry does not follow the one before it"
	case e.Hash != e.sum():
		return "the entry was changed"
	}
	return ""
}

// String is the entry in one line.
func (e *AuditEntry) String() string {
	parts := []string{e.At.Format(time.RFC3339), e.Phase, e.ActorKind, e.Actor, e.Role, e.Party, e.Operation, e.Target}
	return strings.Join(parts, " ")
}
