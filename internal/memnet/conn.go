package memnet

import (
	"io"
	"net"
	"os"
	"sync"
	"time"
)

// window is how many bytes a connection buffers in each direction before Write blocks.
const window = 64 << 10

// Pipe returns the two ends of a buffered, full-duplex connection.
func Pipe() (a, b net.Conn) {
	x, y := newStream(), newStream()
	return &conn{in: x, out: y}, &conn{in: y, out: x}
}

// A conn is one end of a connection.
type conn struct{ in, out *stream }

func (c *conn) Read(p []byte) (int, error)  { return c.in.read(p) }
func (c *conn) Write(p []byte) (int, error) { return c.out.write(p) }
func (c *conn) LocalAddr() net.Addr         { return addr{} }
func (c *conn) RemoteAddr() net.Addr        { return addr{} }

// Close closes both directions. What was written before can still be read at the other end.
func (c *conn) Close() error {
	c.SetDeadline(time.Time{}) // stops the timers
	c.in.closeReader()
	c.out.closeWriter()
	return nil
}

func (c *conn) SetDeadline(t time.Time) error {
	c.SetReadDeadline(t)
	return c.SetWriteDeadline(t)
}

func (c *conn) SetReadDeadline(t time.Time) error {
	c.in.setDeadline(&c.in.readBy, t)
	return nil
}

func (c *conn) SetWriteDeadline(t time.Time) error {
	c.out.setDeadline(&c.out.writeBy, t)
	return nil
}

// A stream is one direction of a connection. Its waits are for a sync.Cond, which is durable in a bubble.
type stream struct {
	mu      sync.Mutex
	changed sync.Cond
	buf     []byte // what can be read, at the end of store
	store   []byte
	eof     bool // the writing end is closed
	gone    bool // the reading end is closed
	readBy  deadline
	writeBy deadline
}

type deadline struct {
	at    time.Time
	timer *time.Timer
}

func (d *deadline) passed() bool { return !d.at.IsZero() && !time.Now().Before(d.at) }

func newStream() *stream {
	s := &stream{}
	s.changed.L = &s.mu
	return s
}

func (s *stream) read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		switch {
		case s.gone:
			return 0, net.ErrClosed
		case s.readBy.passed():
			return 0, os.ErrDeadlineExceeded
		case len(s.buf) > 0:
			n := copy(p, s.buf)
			s.buf = s.buf[n:]
			s.changed.Broadcast()
			return n, nil
		case s.eof:
			return 0, io.EOF
		case len(p) == 0:
			return 0, nil
		}
		s.changed.Wait()
	}
}

func (s *stream) write(p []byte) (n int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		switch {
		case s.eof:
			return n, net.ErrClosed
		case s.gone:
			return n, io.ErrClosedPipe
		case s.writeBy.passed():
			return n, os.ErrDeadlineExceeded
		case len(p) == 0:
			return n, nil
		case len(s.buf) == window:
			s.changed.Wait()
		default:
			m := s.put(p)
			n, p = n+m, p[m:]
			s.changed.Broadcast()
		}
	}
}

// put buffers as much of p as there is room for.
func (s *stream) put(p []byte) int {
	m := min(len(p), window-len(s.buf))
	if len(s.buf) == 0 {
		s.buf = s.store[:0] // all was read: begin anew
	}
	s.buf = append(s.buf, p[:m]...)
	if cap(s.buf) > cap(s.store) {
		s.store = s.buf
	}
	return m
}

func (s *stream) closeReader() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gone, s.buf = true, nil
	s.changed.Broadcast()
}

func (s *stream) closeWriter() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.eof = true
	s.changed.Broadcast()
}

func (s *stream) setDeadline(d *deadline, t time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d.at = t
	if d.timer != nil {
		d.timer.Stop()
		d.timer = nil
	}
	if !t.IsZero() {
		d.timer = time.AfterFunc(time.Until(t), func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.changed.Broadcast()
		})
	}
	s.changed.Broadcast()
}
