package api

import (
	"context"
	"net/http"
	"time"

	"waymark/graphstore"
	"waymark/reports/mail"
)

const subscriptionsPath = apiRoot + "/subscriptions"

type subscriptionRequest struct {
	Audience   string   `json:"audience" enum:"panel,manufacturer,supplier,operator" doc:"For whom: panel, manufacturer, supplier or operator."`
	Party      string   `json:"party,omitempty" maxLength:"1000" doc:"The party, for manufacturers and suppliers and their packs."`
	Pack       string   `json:"pack" enum:"panel,manufacturer,supplier,fir,quality,ledger,digest" doc:"What: panel, manufacturer, supplier, fir, quality, ledger or digest."`
	Schedule   string   `json:"schedule" maxLength:"200" doc:"When, as minute hour day month weekday."`
	Zone       string   `json:"zone,omitempty" maxLength:"100" doc:"Time zone of the schedule and of dates; Europe/London if left out."`
	Format     string   `json:"format,omitempty" enum:"json,csv,zip,xlsx,html,pdf" doc:"Format of the report; the one its readers work in if left out."`
	Attach     *bool    `json:"attach,omitempty" doc:"Attach the report (the default), or only say where to fetch it."`
	Severities []string `json:"severities,omitempty" maxItems:"5" enum:"critical,high,medium,low,info" doc:"Only findings of these severities."`
	Rules      []string `json:"rules,omitempty" maxItems:"100" doc:"Only findings of these rules."`
	Models     []string `json:"models,omitempty" maxItems:"100" doc:"Only findings about these device models, by key."`
	To         []string `json:"to" minItems:"1" maxItems:"100" doc:"Addresses; each gets a message of its own."`
	By         string   `json:"by,omitempty" maxLength:"200" doc:"Who subscribes them."`
}

type subscriptionChange struct {
	Schedule   *string   `json:"schedule,omitempty" maxLength:"200" doc:"When, as minute hour day month weekday."`
	Zone       *string   `json:"zone,omitempty" maxLength:"100" doc:"Time zone of the schedule and of dates."`
	Format     *string   `json:"format,omitempty" enum:"json,csv,zip,xlsx,html,pdf" doc:"Format of the report."`
	Attach     *bool     `json:"attach,omitempty" doc:"Attach the report, or only say where to fetch it."`
	Severities *[]string `json:"severities,omitempty" maxItems:"5" enum:"critical,high,medium,low,info" doc:"Only findings of these severities; an empty list lets all pass."`
	Rules      *[]string `json:"rules,omitempty" maxItems:"100" doc:"Only findings of these rules; an empty list lets all pass."`
	Models     *[]string `json:"models,omitempty" maxItems:"100" doc:"Only findings about these device models; an empty list lets all pass."`
	To         *[]string `json:"to,omitempty" minItems:"1" maxItems:"100" doc:"Addresses; each gets a message of its own."`
	Paused     *bool     `json:"paused,omitempty" doc:"Send nothing until it is false again; what was due meanwhile is not made up."`
	Revision   *int64    `json:"revision,omitempty" doc:"The revision that was looked at."`
}

// SubscriptionRef names a subscription in a path.
type SubscriptionRef struct {
	ID string `path:"id" maxLength:"100" doc:"The subscription's id."`
}

type (
	subscriptionInput       struct{ Body subscriptionRequest }
	subscriptionIDInput     struct{ SubscriptionRef }
	subscriptionChangeInput struct {
		SubscriptionRef
		Condition
		Body subscriptionChange
	}
	subscriptionRemoval struct {
		SubscriptionRef
		Condition
		By string `query:"by" maxLength:"200" doc:"Who ends it."`
	}
	subscriptionSending struct {
		SubscriptionRef
		Body *struct {
			To []string `json:"to,omitempty" maxItems:"100" doc:"Addresses to send to instead of the subscription's."`
		} `nameHint:"SubscriptionSending" required:"false"`
	}
)

type subscriptionsOutput struct {
	Body struct {
		Subscriptions []graphstore.Subscription `json:"subscriptions" doc:"The oldest first."`
		Paged
	} `nameHint:"SubscriptionList"`
}

type subscriptionOutput struct {
	Body struct {
		Subscription graphstore.Subscription `json:"subscription"`
	} `nameHint:"SubscriptionAnswer"`
}

// Preview is the mail that a subscription would get.
type Preview struct {
	Subject string `json:"subject"`
	Text    string `json:"text"`
	HTML    string `json:"html"`
	Run     string `json:"run" doc:"The run that it tells about; blank while there is none."`
	Quiet   string `json:"quiet" doc:"Why there is nothing to tell; blank if there is."`
}

type previewOutput struct {
	Body struct {
		Preview Preview `json:"preview"`
	} `nameHint:"SubscriptionPreview"`
}

func (s *Server) addSubscriptions() {
	change := []int{http.StatusNotFound, http.StatusRequestTimeout, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType}
	register(s, operation("list-subscriptions", http.MethodGet, subscriptionsPath, "mail", "List subscriptions", "Who gets what by mail, and when."), s.listSubscriptions)
	op := operation("create-subscription", http.MethodPost, subscriptionsPath, "mail", "Subscribe", "Subscribes addresses to a report or a digest. What an audience may not see is refused.", change[1:]...)
	op.DefaultStatus = http.StatusCreated
	register(s, op, s.createSubscription)
	register(s, operation("read-subscription", http.MethodGet, subscriptionsPath+"/{id}", "mail", "Read a subscription", "One subscription.", http.StatusNotFound), s.readSubscription)
	register(s, operation("change-subscription", http.MethodPatch, subscriptionsPath+"/{id}", "mail", "Change, pause or resume a subscription", "Changes what is given and leaves the rest.", append(change, http.StatusPreconditionFailed)...), s.changeSubscription)
	register(s, operation("remove-subscription", http.MethodDelete, subscriptionsPath+"/{id}", "mail", "End a subscription", "Ends it for good; messages that it made already are still sent.",
		http.StatusNotFound, http.StatusConflict, http.StatusPreconditionFailed), s.removeSubscription)
	register(s, operation("preview-subscription", http.MethodPost, subscriptionsPath+"/{id}/preview", "mail", "Preview a mail", "The mail that the subscription would get now; nothing is published or sent.", http.StatusNotFound), s.previewSubscription)
	op = operation("send-subscription", http.MethodPost, subscriptionsPath+"/{id}/send", "mail", "Send a mail as a test", "Puts the mail that the subscription would get now in the outbox, as a test; its schedule stays as it is.", change...)
	op.DefaultStatus = http.StatusAccepted
	register(s, op, s.sendSubscription)
}

// mailer makes mail, if this service is wired to.
func (s *Server) mailer() (*mail.Mailer, error) {
	if s.o.Mailer == nil {
		return nil, newProblem(http.StatusServiceUnavailable, "no-mail", "this service makes no mail", "ask the one that does")
	}
	return s.o.Mailer, nil
}

func (s *Server) listSubscriptions(ctx context.Context, in *struct{ Page }) (*subscriptionsOutput, error) {
	key, err := decodeCursor(in.Cursor, "subscriptions", nil, 2)
	if err != nil {
		return nil, err
	}
	found, total, err := s.o.Store.SubscriptionPage(ctx, s.scope(ctx), placeOf(key), in.Limit+1)
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	out := &subscriptionsOutput{}
	out.Body.Subscriptions, out.Body.Paged = cutPage(found, in.Limit, total, "subscriptions", nil, func(sub graphstore.Subscription) []string { return placeKey(sub.CreatedAt, sub.ID) })
	return out, nil
}

func subscriptionAnswer(sub graphstore.Subscription, err error) (*subscriptionOutput, error) {
	if err != nil {
		return nil, err
	}
	out := &subscriptionOutput{}
	out.Body.Subscription = sub
	return out, nil
}

// subscriptionOf is the body with which a subscription is answered.
func subscriptionOf(sub graphstore.Subscription) any {
	out := subscriptionOutput{}
	out.Body.Subscription = sub
	return out.Body
}

func (s *Server) createSubscription(ctx context.Context, in *subscriptionInput) (*subscriptionOutput, error) {
	m, err := s.mailer()
	if err != nil {
		return nil, err
	}
	b := in.Body
	sub, err := m.Composer.Check(ctx, graphstore.Subscription{
		Audience: b.Audience, Party: b.Party, Pack: b.Pack, Schedule: b.Schedule, Zone: b.Zone, Format: b.Format, Attach: b.Attach == nil || *b.Attach,
		Severities: b.Severities, Rules: b.Rules, Models: b.Models, To: b.To, CreatedBy: s.acting(ctx, b.By).By,
	})
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by mail
	}
	return subscriptionAnswer(s.o.Store.AddSubscription(ctx, s.scope(ctx), sub, time.Now()))
}

func (s *Server) readSubscription(ctx context.Context, in *subscriptionIDInput) (*subscriptionOutput, error) {
	return subscriptionAnswer(s.o.Store.Subscription(ctx, s.scope(ctx), in.ID))
}

func (s *Server) changeSubscription(ctx context.Context, in *subscriptionChangeInput) (*subscriptionOutput, error) {
	m, err := s.mailer()
	if err != nil {
		return nil, err
	}
	looked, err := seen(in.Condition, subscriptionOf)
	if err != nil {
		return nil, err
	}
	sub, err := s.o.Store.Subscription(ctx, s.scope(ctx), in.ID)
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	in.Body.onto(&sub)
	if sub, err = m.Composer.Check(ctx, sub); err != nil {
		return nil, err //nolint:wrapcheck // worded by mail
	}
	return subscriptionAnswer(s.o.Store.ChangeSubscription(ctx, s.scope(ctx), sub, looked, time.Now()))
}

// onto lays what is given over a subscription.
func (c subscriptionChange) onto(sub *graphstore.Subscription) {
	lay(&sub.Schedule, c.Schedule)
	lay(&sub.Zone, c.Zone)
	lay(&sub.Format, c.Format)
	lay(&sub.Attach, c.Attach)
	lay(&sub.Severities, c.Severities)
	lay(&sub.Rules, c.Rules)
	lay(&sub.Models, c.Models)
	lay(&sub.To, c.To)
	lay(&sub.Paused, c.Paused)
	lay(&sub.Revision, c.Revision)
}

func lay[T any](over, given *T) {
	if given != nil {
		*over = *given
	}
}

func (s *Server) removeSubscription(ctx context.Context, in *subscriptionRemoval) (*subscriptionOutput, error) {
	looked, err := seen(in.Condition, subscriptionOf)
	if err != nil {
		return nil, err
	}
	return subscriptionAnswer(s.o.Store.RemoveSubscription(ctx, s.scope(ctx), in.ID, s.acting(ctx, in.By).By, looked, time.Now()))
}

func (s *Server) previewSubscription(ctx context.Context, in *subscriptionIDInput) (*previewOutput, error) {
	m, err := s.mailer()
	if err != nil {
		return nil, err
	}
	sub, err := s.o.Store.Subscription(ctx, s.scope(ctx), in.ID)
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	made, err := m.Composer.Preview(ctx, sub)
	return previewAnswer(made, err)
}

func (s *Server) sendSubscription(ctx context.Context, in *subscriptionSending) (*previewOutput, error) {
	m, err := s.mailer()
	if err != nil {
		return nil, err
	}
	sub, err := s.o.Store.Subscription(ctx, s.scope(ctx), in.ID)
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	var to []string
	if in.Body != nil {
		to = in.Body.To
	}
	made, err := m.SendNow(ctx, sub, to)
	return previewAnswer(made, err)
}

func previewAnswer(made mail.Composed, err error) (*previewOutput, error) {
	if err != nil {
		return nil, err
	}
	out := &previewOutput{}
	out.Body.Preview = Preview{Subject: made.Letter.Subject, Text: made.Body.Text, HTML: made.Body.HTML, Run: made.RunID, Quiet: made.Quiet}
	return out, nil
}
