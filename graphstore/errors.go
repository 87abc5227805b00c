package graphstore

import (
	"context"
	"errors"
	"fmt"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

// What can go wrong, as callers may tell it apart with errors.Is.
var (
	// ErrNotFound: what was asked for is not in the graph.
	ErrNotFound = errors.New("not found")
	// ErrConflict: somebody else changed or holds what this act needs.
	ErrConflict = errors.New("conflict")
	// ErrInvalid: the request or its input cannot be carried out as it is.
	ErrInvalid = errors.New("invalid")
	// ErrUnavailable: the database cannot be reached or is too busy; trying again later may help.
	ErrUnavailable = errors.New("database unavailable")
	// ErrTimeout: a statement took longer than it was given.
	ErrTimeout = errors.New("took too long")
	// ErrBusy: another import or run holds the lease.
	ErrBusy = errors.New("busy")
	// ErrNoScope: the reader may see nothing of what the statement is about, so it was not asked.
	ErrNoScope = errors.New("nothing in scope")
	// ErrLeaseLost: the lease was taken by another process while this one worked.
	ErrLeaseLost = errors.New("lease lost")
)

// errDeadlock: the database ended a transaction so that another could go on; it may be tried again.
var errDeadlock = errors.New("deadlock")

// InputError is a request that cannot be carried out, in words for its sender.
type InputError struct {
	// Code is a stable kebab-case word, Message what and why, Hint what to do.
	Code, Message, Hint string
}

func (e *InputError) Error() string {
	if e.Hint == "" {
		return e.Message
	}
	return e.Message + ": " + e.Hint
}

// Is makes every InputError an ErrInvalid.
func (e *InputError) Is(target error) bool { return target == ErrInvalid }

// ChangedError refuses a change of a thing that is not as it was looked at.
type ChangedError struct {
	// Now is how it is: a [Restriction], a [Waiver] or a [Subscription].
	Now any
}

func (e *ChangedError) Error() string { return "it was changed since it was read" }

// Is makes every ChangedError an ErrConflict.
func (e *ChangedError) Is(target error) bool { return target == ErrConflict }

// unseen refuses a thing that is not as seen wants it; a nil seen wants nothing of it.
func unseen[T any](now T, seen func(T) bool) error {
	if seen == nil || seen(now) {
		return nil
	}
	return &ChangedError{Now: now}
}

// timeoutCodes are the codes with which Neo4j ends a statement that outlived its time.
var timeoutCodes = map[string]bool{
	"Neo.ClientError.Transaction.TransactionTimedOut":                    true,
	"Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration": true,
	"Neo.ClientError.Transaction.LockClientStopped":                      true,
	"Neo.TransientError.Transaction.LockClientStopped":                   true,
}

// translate turns a driver error into one of the sentinels above, keeping it as
// the cause. It uses errors.As, since the driver's own helpers miss wrapped errors.
func translate(act string, err error) error {
	if err == nil {
		return nil
	}
	var server *neo4j.Neo4jError
	var usage *neo4j.UsageError
	var connectivity *neo4j.ConnectivityError
	var limit *neo4j.TransactionExecutionLimit
	switch {
	case isOwn(err), errors.Is(err, context.Canceled):
		return fmt.Errorf("%s: %w", act, err)
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("%s: %w: %w", act, ErrTimeout, err)
	case errors.As(err, &server):
		return fmt.Errorf("%s: %w", act, translateServer(server, err))
	case errors.As(err, &limit), errors.As(err, &connectivity):
		return fmt.Errorf("%s: %w: %w", act, ErrUnavailable, err)
	case errors.As(err, &usage):
		return fmt.Errorf("%s: %w", act, err)
	}
	return fmt.Errorf("%s: %w", act, err)
}

// translateServer says what an error is that the server gave, within what was said
// of it on the way.
func translateServer(server *neo4j.Neo4jError, err error) error {
	switch {
	case timeoutCodes[server.Code]:
		return fmt.Errorf("%w: %w", ErrTimeout, err)
	case server.Code == "Neo.ClientError.Schema.ConstraintValidationFailed":
		return fmt.Errorf("%w: %w", ErrConflict, err)
	case server.Code == "Neo.ClientError.Security.Unauthorized":
		return fmt.Errorf("%w: user name or password refused: %w", ErrUnavailable, err)
	case server.Code == "Neo.TransientError.Transaction.DeadlockDetected":
		return fmt.Errorf("%w: %w: %w", ErrUnavailable, errDeadlock, err)
	case server.Classification() == "TransientError":
		return fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	return err
}

func isOwn(err error) bool {
	for _, own := range []error{ErrNotFound, ErrConflict, ErrInvalid, ErrUnavailable, ErrTimeout, ErrBusy, ErrNoScope, ErrLeaseLost, errHeld, errDeadlock} {
		if errors.Is(err, own) {
			return true
		}
	}
	return false
}
