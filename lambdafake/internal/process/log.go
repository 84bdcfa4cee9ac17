package process

import (
	"bytes"
	"os"
	"sync"
)

// A logPipe carries what a process writes to its standard output and error. The pipe keeps the order: when a mark that drain has written
// comes out, all that the process wrote before has come out too.
type logPipe struct {
	in, out *os.File
	marks   chan struct{}
	reading sync.WaitGroup
}

// mark is what no process writes.
const mark = "\x00awsfake: read up to here\x00"

// newLogPipe returns a pipe whose output goes to write.
func newLogPipe(write func(p []byte)) (*logPipe, error) {
	out, in, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	l := &logPipe{in: in, out: out, marks: make(chan struct{})}
	l.reading.Go(func() { l.read(write) })
	return l, nil
}

func (l *logPipe) read(write func(p []byte)) {
	defer close(l.marks)
	var pending []byte
	b := make([]byte, 4096)
	for {
		n, err := l.out.Read(b)
		pending = append(pending, b[:n]...)
		for {
			before, after, found := bytes.Cut(pending, []byte(mark))
			if !found {
				break
			}
			write(before)
			pending = after
			l.marks <- struct{}{}
		}
		whole := len(pending) - partialMark(pending)
		if err != nil {
			whole = len(pending)
		}
		write(pending[:whole])
		if pending = pending[whole:]; err != nil {
			return
		}
	}
}

// partialMark returns how many bytes at the end of b may begin a mark.
func partialMark(b []byte) int {
	for n := min(len(b), len(mark)-1); n > 0; n-- {
		if bytes.HasSuffix(b, []byte(mark[:n])) {
			return n
		}
	}
	return 0
}

// drain returns when everything is read that was written so far.
func (l *logPipe) drain() {
	if _, err := l.in.WriteString(mark); err == nil {
		<-l.marks
	}
}

// close ends the pipe.
func (l *logPipe) close() {
	l.in.Close()
	l.out.Close() // a grandchild may hold the other end
	l.reading.Wait()
}
