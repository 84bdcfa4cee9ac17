package process

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
)

// api serves the Runtime API.
func (e *environment) api() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /2018-06-01/runtime/invocation/next", e.next)
	mux.HandleFunc("POST /2018-06-01/runtime/invocation/{id}/response", e.response)
	mux.HandleFunc("POST /2018-06-01/runtime/invocation/{id}/error", e.failure)
	mux.HandleFunc("POST /2018-06-01/runtime/init/error", e.initFailure)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		refuse(w, http.StatusNotFound, "NotImplemented", fmt.Sprintf("awsfake does not implement %s %s", r.Method, r.URL.Path))
	})
	return mux
}

// next waits for an event.
func (e *environment) next(w http.ResponseWriter, r *http.Request) {
	select {
	case inv := <-e.events:
		h := w.Header()
		h.Set("Content-Type", "application/json")
		h.Set("Lambda-Runtime-Aws-Request-Id", inv.RequestID)
		h.Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(inv.Deadline.UnixMilli(), 10))
		h.Set("Lambda-Runtime-Invoked-Function-Arn", inv.FunctionARN)
		h.Set("Lambda-Runtime-Trace-Id", inv.TraceID)
		if inv.ClientContext != nil {
			h.Set("Lambda-Runtime-Client-Context", string(inv.ClientContext))
		}
		w.Write(inv.Payload)
	case <-r.Context().Done():
	case <-e.ended:
	}
}

// answered returns the invocation that a request answers, nil if that is not the current one.
func (e *environment) answered(w http.ResponseWriter, r *http.Request) *invocation {
	e.mu.Lock()
	defer e.mu.Unlock()
	if inv := e.current; inv != nil && inv.RequestID == r.PathValue("id") {
		return inv
	}
	refuse(w, http.StatusBadRequest, "InvalidRequestID", "Invalid request ID")
	return nil
}

// response takes the answer of a function, whole or as it comes.
func (e *environment) response(w http.ResponseWriter, r *http.Request) {
	inv := e.answered(w, r)
	if inv == nil {
		return
	}
	if r.Header.Get("Lambda-Runtime-Function-Response-Mode") == "streaming" {
		e.stream(w, r, inv)
		return
	}
	limit := inv.out.Limit()
	payload, err := io.ReadAll(io.LimitReader(r.Body, int64(limit)+1))
	if err != nil {
		return // the process has ended
	}
	inv.out.Answer(payload) // one that is too large is refused by who takes it
	if len(payload) > limit {
		refuse(w, http.StatusRequestEntityTooLarge, "RequestEntityTooLarge", fmt.Sprintf("Exceeded maximum allowed payload size (%d bytes).", limit))
	} else {
		accept(w)
	}
	inv.finish(nil)
}

// stream takes an answer as it comes. An error on the way stands in the trailers.
func (e *environment) stream(w http.ResponseWriter, r *http.Request, inv *invocation) {
	kind := r.Header.Get("Content-Type")
	if kind == "" {
		kind = "application/octet-stream"
	}
	if err := inv.out.AnswerFrom(r.Body, kind); err != nil {
		return // the process has ended
	}
	accept(w)
	var failed error
	if kind := r.Trailer.Get("Lambda-Runtime-Function-Error-Type"); kind != "" {
		payload, _ := base64.StdEncoding.DecodeString(r.Trailer.Get("Lambda-Runtime-Function-Error-Body"))
		failed = failureOf(payload, kind)
	}
	inv.finish(failed)
}

// failure takes the error of a function.
func (e *environment) failure(w http.ResponseWriter, r *http.Request) {
	inv := e.answered(w, r)
	if inv == nil {
		return
	}
	payload, err := io.ReadAll(io.LimitReader(r.Body, int64(inv.out.Limit())))
	if err != nil {
		return
	}
	accept(w)
	inv.finish(failureOf(payload, r.Header.Get("Lambda-Runtime-Function-Error-Type")))
}

// initFailure takes the error of a runtime that could not start.
func (e *environment) initFailure(w http.ResponseWriter, r *http.Request) {
	payload, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil {
		return
	}
	accept(w)
	select {
	case e.failed <- failureOf(payload, r.Header.Get("Lambda-Runtime-Function-Error-Type")).Payload:
	default: // it has said so before
	}
}

// failureOf reads the payload of an error; one that is no JSON object is described.
func failureOf(payload []byte, kind string) *Error {
	var doc struct{ ErrorMessage, ErrorType string }
	if json.Unmarshal(payload, &doc) != nil {
		doc.ErrorMessage, doc.ErrorType = string(payload), kind
		payload, _ = json.Marshal(map[string]string{"errorMessage": doc.ErrorMessage, "errorType": kind}) // strings alone
	}
	if doc.ErrorType == "" {
		doc.ErrorType = kind
	}
	return &Error{Kind: doc.ErrorType, Message: doc.ErrorMessage, Payload: payload}
}

// finish ends an invocation, unless it has ended.
func (inv *invocation) finish(err error) {
	select {
	case inv.done <- err:
	default:
	}
}

func accept(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusAccepted)
	io.WriteString(w, `{"status":"OK"}`)
}

func refuse(w http.ResponseWriter, status int, kind, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(map[string]string{"errorMessage": message, "errorType": kind})
}
