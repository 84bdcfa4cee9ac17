package lambdafake

import (
	"context"
	"io"
	"sync"
)

// An output takes what a handler answers and logs, until the run ends.
type output struct {
	forward func(p []byte) // gets the payload in the pieces in which it comes, if the invocation streams; nil if not

	mu      sync.Mutex
	ended   bool
	payload []byte
	kind    string // content type of a payload that streams, "" if it is JSON as any other
	log     []byte
}

// Answer adds to the payload. What comes when the run has ended is lost.
func (o *output) Answer(p []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.ended || len(p) == 0 {
		return
	}
	if o.payload == nil && o.forward == nil {
		o.payload = p // most answer once
	} else {
		o.payload = append(o.payload, p...)
	}
	if o.forward != nil && len(o.payload) <= maxStreamed {
		o.forward(p)
	}
}

// AnswerFrom adds what a reader yields to the payload, and sends it on in the same pieces.
func (o *output) AnswerFrom(r interface{ Read([]byte) (int, error) }, contentType string) error {
	o.mu.Lock()
	o.kind = contentType
	o.mu.Unlock()
	b := make([]byte, 32<<10)
	for total := 0; ; {
		n, err := r.Read(b)
		o.Answer(append([]byte(nil), b[:n]...))
		switch total += n; {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		case total > o.Limit():
			return nil // too large, as run finds
		}
	}
}

// contentType returns the content type of a payload that streams, "" if it does not.
func (o *output) contentType() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.kind
}

// Write adds to the log.
func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.ended {
		o.log = append(o.log, p...)
	}
	return len(p), nil
}

// Limit is the size limit of the payload in bytes.
func (o *output) Limit() int {
	if o.forward != nil {
		return maxStreamed
	}
	return maxResponse
}

// end closes the output and returns what came.
func (o *output) end() (payload, log []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.ended = true
	return o.payload, o.log
}

// Log returns the log of the invocation that a handler's context belongs to, as an [io.Writer] for package log or log/slog. Invoke with
// LogType Tail answers its last 4 KB, and [Invocation] has all of it. Other contexts have a log that keeps nothing.
func Log(ctx context.Context) io.Writer {
	if o, ok := ctx.Value(logKey{}).(*output); ok {
		return o
	}
	return io.Discard
}
