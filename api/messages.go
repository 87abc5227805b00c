package api

import (
	"context"
	"net/http"
	"time"

	"waymark/graphstore"
)

const messagesPath = apiRoot + "/messages"

type messagesInput struct {
	Page
	State string `query:"state" enum:"queued,sent,retrying,dead" doc:"Only those in this state."`
}

type messagesOutput struct {
	Body struct {
		Messages []graphstore.Message `json:"messages" doc:"The newest first."`
		Paged
	} `nameHint:"MessageList"`
}

type messageIDInput struct {
	ID string `path:"id" maxLength:"100" doc:"The message's id."`
}

type messageOutput struct {
	Body struct {
		Message graphstore.Message `json:"message"`
	} `nameHint:"MessageAnswer"`
}

func (s *Server) addMessages() {
	register(s, operation("list-messages", http.MethodGet, messagesPath, "mail", "List messages", "Mail that waits, was sent or could not be, page by page."), s.listMessages)
	register(s, operation("resend-message", http.MethodPost, messagesPath+"/{id}/resend", "mail", "Resend a message",
		"Queues a message again under the same Message-ID, and lifts the suspension of its recipient.", http.StatusNotFound, http.StatusConflict), s.resendMessage)
}

func (s *Server) listMessages(ctx context.Context, in *messagesInput) (*messagesOutput, error) {
	key, err := decodeCursor(in.Cursor, "messages", []string{in.State}, 1)
	if err != nil {
		return nil, err
	}
	found, total, err := s.o.Store.Messages(ctx, s.scope(ctx), in.State, key[0], in.Limit+1)
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	out := &messagesOutput{}
	out.Body.Paged = Paged{Total: total, TotalIs: "exact"}
	if len(found) > in.Limit {
		found = found[:in.Limit]
		out.Body.Next = encodeCursor("messages", []string{in.State}, []string{found[in.Limit-1].ID})
	}
	out.Body.Messages = found
	return out, nil
}

func (s *Server) resendMessage(ctx context.Context, in *messageIDInput) (*messageOutput, error) {
	m, err := s.o.Store.ResendMessage(ctx, s.scope(ctx), in.ID, time.Now())
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	out := &messageOutput{}
	out.Body.Message = m
	return out, nil
}
