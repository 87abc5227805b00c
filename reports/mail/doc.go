// Package mail tells people by e-mail what reports say: on the schedules of
// subscriptions, and when the system changes something of theirs.
//
// A [Composer] makes letters: what is in one is a function of frozen reports
// and of what the reader may see. A [Mailer] composes what is due, puts it in
// the outbox in the transaction that makes it true, and sends what waits there
// through a [Sender], which speaks SMTP. Sending never blocks a run: the two
// meet in the graph alone.
//
// It is the only importer of the SMTP libraries.
package mail
