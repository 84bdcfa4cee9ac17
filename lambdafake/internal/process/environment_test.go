package process

import (
	"bytes"
	"testing"
)

// A logOutput is an Output that wants the log alone.
type logOutput struct {
	Output
	bytes.Buffer
}

func (o *logOutput) Write(p []byte) (int, error) { return o.Buffer.Write(p) }

// What a process writes before it has its first event, or between two, belongs to the next invocation.
func TestEarlyLog(t *testing.T) {
	e := &environment{}
	first, second := &logOutput{}, &logOutput{}
	e.log([]byte("cold start\n"))
	e.begin(&invocation{out: first})
	e.log([]byte("one\n"))
	e.begin(nil)
	e.log([]byte("between\n"))
	e.begin(&invocation{out: second})
	e.log([]byte("two\n"))
	if first.String() != "cold start\none\n" || second.String() != "between\ntwo\n" {
		t.Errorf("logs %q and %q", first, second)
	}
}
