package graphstore

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
)

var (
	createBodies   = statement("create_bodies")
	createBodyPart = statement("create_body_part")
	createMessages = statement("create_messages")
	readBodies     = statement("read_bodies")
)

// The states of a message.
const (
	MessageQueued   = "queued"
	MessageSent     = "sent"
	MessageRetrying = "retrying"
	MessageDead     = "dead"
)

// MessageStates are all of them.
var MessageStates = []string{MessageQueued, MessageSent, MessageRetrying, MessageDead}

// MessageBody is what a message says. Several messages may have the same.
type MessageBody struct {
	Text        string       `json:"text"`
	HTML        string       `json:"html"`
	Attachments []Attachment `json:"attachments"`
}

// Attachment is a file that comes with a message.
type Attachment struct {
	Name, MediaType string
	Data            []byte
}

// NewMessage is a message to one recipient, to be added to the outbox. A key
// that is in the outbox already adds nothing.
type NewMessage struct {
	// Key is the idempotency key: what the message tells to whom.
	Key string
	// Domain is that of the Message-ID, which is made of the message's id.
	Domain      string
	To, Subject string
	// Cause says in a few words what made it, for whoever looks at the outbox.
	Cause string
	At    time.Time
	// Body is shared by messages that point to the same.
	Body *MessageBody
}

// packedBody is a body as it is kept.
type packedBody struct {
	sha256 string
	size   int
	packed []byte
}

func packBody(b *MessageBody) (packedBody, error) {
	data, err := json.Marshal(b)
	if err != nil {
		return packedBody{}, fmt.Errorf("encode a message: %w", err)
	}
	packed, err := pack(data)
	if err != nil {
		return packedBody{}, fmt.Errorf("compress a message: %w", err)
	}
	sum := sha256.Sum256(data)
	return packedBody{sha256: hex.EncodeToString(sum[:]), size: len(data), packed: packed}, nil
}

// addMessages adds messages to the outbox as part of the transaction that makes
// what they tell true.
func (t *transaction) addMessages(ctx context.Context, messages []NewMessage) error {
	if len(messages) == 0 {
		return nil
	}
	bodies := map[*MessageBody]packedBody{}
	rows := make([]any, 0, len(messages))
	for _, m := range messages {
		if _, known := bodies[m.Body]; !known {
			packed, err := packBody(m.Body)
			if err != nil {
				return err
			}
			bodies[m.Body] = packed
		}
		made, err := uuid.NewV7()
		if err != nil {
			return fmt.Errorf("make message id: %w", err)
		}
		id := made.String()
		rows = append(rows, map[string]any{"key": m.Key, "body": bodies[m.Body].sha256, "props": map[string]any{
			"id": id, "messageId": id + "@" + m.Domain, "to": m.To, "subject": m.Subject, "cause": m.Cause, "state": MessageQueued, "attempts": 0,
			"createdAt": m.At.UTC(), "nextAt": m.At.UTC(),
		}})
	}
	if err := t.addBodies(ctx, bodies); err != nil {
		return err
	}
	_, err := t.run(ctx, createMessages, map[string]any{"messages": rows})
	return err
}

func (t *transaction) addBodies(ctx context.Context, bodies map[*MessageBody]packedBody) error {
	bySum := map[string]packedBody{}
	for _, b := range bodies {
		bySum[b.sha256] = b
	}
	params := make([]any, 0, len(bySum))
	for _, sum := range sortedNames(bySum) {
		params = append(params, map[string]any{"sha256": sum, "size": bySum[sum].size})
	}
	made, err := t.run(ctx, createBodies, map[string]any{"bodies": params})
	if err != nil {
		return err
	}
	for _, r := range made {
		sum := r.text("sha256")
		for n, part := range parts(bySum[sum].packed) {
			if _, err := t.run(ctx, createBodyPart, map[string]any{"sha256": sum, "n": n, "data": part}); err != nil {
				return err
			}
		}
	}
	return nil
}

// Enqueue adds messages to the outbox that no other change goes with.
func (s *Store) Enqueue(ctx context.Context, messages []NewMessage) error {
	return s.write(ctx, "add messages to the outbox", func(tx *transaction) error { return tx.addMessages(ctx, messages) })
}

// DamagedBodyError says that a body in the database is not what was stored.
type DamagedBodyError struct {
	SHA256 string
	err    error
}

func (e *DamagedBodyError) Error() string {
	return fmt.Sprintf("body %s of a message is damaged in the database: %v", e.SHA256, e.err)
}

func (e *DamagedBodyError) Unwrap() error { return e.err }

// MessageBodies returns bodies by their SHA-256. It fails with *DamagedBodyError
// when one is damaged, or has lost all its parts.
func (s *Store) MessageBodies(ctx context.Context, scope Scope, sums []string) (map[string]*MessageBody, error) {
	slices.Sort(sums)
	sums = slices.Compact(sums)
	rows, err := s.read(ctx, scope, readBodies, map[string]any{"bodies": sums})
	if err != nil {
		return nil, err
	}
	packed, sizes := map[string]*bytes.Buffer{}, map[string]int64{}
	for _, r := range rows {
		sum := r.text("sha256")
		if packed[sum] == nil {
			packed[sum] = &bytes.Buffer{}
		}
		packed[sum].Write(r.bytes("data"))
		sizes[sum] = r.number("size")
	}
	out := make(map[string]*MessageBody, len(sums))
	for _, sum := range sums {
		if packed[sum] == nil {
			return nil, &DamagedBodyError{sum, ErrNotFound}
		}
		if out[sum], err = unpackBody(sum, packed[sum], sizes[sum]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func unpackBody(sum string, packed *bytes.Buffer, size int64) (*MessageBody, error) {
	data, err := unpack(packed, size)
	if err != nil {
		return nil, &DamagedBodyError{sum, err}
	}
	if got := sha256.Sum256(data); hex.EncodeToString(got[:]) != sum {
		return nil, &DamagedBodyError{sum, errors.New("its bytes do not have the hash they were stored with")}
	}
	var b MessageBody
	if err := json.Unmarshal(data, &b); err != nil {
		return nil, &DamagedBodyError{sum, err}
	}
	return &b, nil
}
