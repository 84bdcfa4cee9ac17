package process

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
)

// An environment is a process and the Runtime API that it speaks to.
type environment struct {
	cmd    *exec.Cmd
	server *http.Server
	logs   *logPipe
	memory int // MB

	events  chan *invocation // to the runtime that asks for the next one
	failed  chan []byte      // what the runtime says of its initialisation, if that fails
	ended   chan struct{}    // closed when the process has ended
	state   error            // how it has, then
	serving sync.WaitGroup

	mu      sync.Mutex
	current *invocation
	early   []byte // what was written while there was none, such as at the start
}

// An invocation is one event on its way through a process.
type invocation struct {
	Event
	out  Output
	done chan error // gets one value
}

// start starts a process. The caller holds mu.
func (p *Pool) start() (*environment, error) {
	path, err := p.bootstrap()
	if err != nil {
		return nil, err
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	e := &environment{memory: p.cfg.Memory, events: make(chan *invocation), failed: make(chan []byte, 1), ended: make(chan struct{})}
	e.server = &http.Server{Handler: e.api(), ErrorLog: log.New(io.Discard, "", 0)}
	if e.logs, err = newLogPipe(e.log); err != nil {
		ln.Close()
		return nil, err
	}
	e.cmd = exec.Command(path)
	e.cmd.Dir = filepath.Join(p.dir, taskDir)
	e.cmd.Env = slices.Concat(environ(p.dir), p.cfg.Env, []string{"AWS_LAMBDA_RUNTIME_API=" + ln.Addr().String()})
	e.cmd.Stdout, e.cmd.Stderr = e.logs.in, e.logs.in
	ownGroup(e.cmd)
	if err := e.cmd.Start(); err != nil {
		ln.Close()
		e.logs.close()
		return nil, &Error{Kind: "Runtime.InvalidEntrypoint", Message: withoutDir(err, p.dir)}
	}
	e.serving.Go(func() { e.server.Serve(ln) })
	e.serving.Go(func() {
		e.state = e.cmd.Wait()
		killGroup(e.cmd) // what it has started and left behind
		close(e.ended)
	})
	return e, nil
}

// environ is the environment of every process (Developer Guide, environment variables), where /var/task and /opt are directories of dir.
func environ(dir string) []string {
	opt := filepath.Join(dir, optDir)
	return []string{
		"PATH=/usr/local/bin:/usr/bin:/bin:" + filepath.Join(opt, "bin"),
		"LD_LIBRARY_PATH=" + filepath.Join(dir, taskDir) + ":" + filepath.Join(dir, taskDir, "lib") + ":" + filepath.Join(opt, "lib"),
		"LAMBDA_TASK_ROOT=" + filepath.Join(dir, taskDir), "LAMBDA_RUNTIME_DIR=/var/runtime",
		"LANG=en_US.UTF-8", "TZ=:UTC", "TMPDIR=" + os.TempDir(),
	}
}

// invoke passes an event to the runtime and waits for what comes of it. An environment that was used before may have ended since, which is
// no fault of the event: errReused.
func (e *environment) invoke(ctx context.Context, event Event, out Output, fresh bool) error {
	inv := &invocation{Event: event, out: out, done: make(chan error, 1)}
	e.begin(inv)
	defer e.begin(nil)
	select {
	case e.events <- inv:
	case payload := <-e.failed:
		e.stop()
		return &Error{Kind: "Runtime.InitError", Message: "the runtime has failed to initialise", Payload: payload}
	case <-e.ended:
		if !fresh {
			return errReused
		}
		return e.exit(inv)
	case <-ctx.Done():
		e.stop()
		return context.Cause(ctx)
	}
	select {
	case err := <-inv.done:
		e.logs.drain()
		if peak := peakMemory(e.cmd.Process.Pid); peak > e.memory {
			e.stop()
			return exitError(event.RequestID, e.state)
		}
		return err
	case <-e.ended:
		return e.exit(inv)
	case <-ctx.Done():
		e.stop()
		e.logs.drain()
		return context.Cause(ctx)
	}
}

// exit is the error of an invocation whose process has ended, unless it has answered or said why before.
func (e *environment) exit(inv *invocation) error {
	e.logs.drain()
	select {
	case err := <-inv.done:
		return err
	case payload := <-e.failed:
		return &Error{Kind: "Runtime.InitError", Message: "the runtime has failed to initialise", Payload: payload}
	default:
		return exitError(inv.RequestID, e.state)
	}
}

// begin makes inv the invocation that logs and answers belong to, nil for none.
func (e *environment) begin(inv *invocation) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.current = inv; inv != nil && len(e.early) > 0 {
		inv.out.Write(e.early)
		e.early = nil
	}
}

// log passes on what the process has written, to the next invocation if there is none.
func (e *environment) log(p []byte) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.current != nil {
		e.current.out.Write(p)
	} else if len(e.early) < maxEarly {
		e.early = append(e.early, p...)
	}
}

// maxEarly is about how many bytes are kept of what is written between invocations, where Lambda lets no process run.
const maxEarly = 64 << 10

// kill makes the process end, and those that it has started.
func (e *environment) kill() {
	if !e.hasEnded() { // then its number may be another's
		killGroup(e.cmd)
	}
}

// stop is kill, and waits for the end.
func (e *environment) stop() {
	e.kill()
	<-e.ended
}

func (e *environment) hasEnded() bool {
	select {
	case <-e.ended:
		return true
	default:
		return false
	}
}

// close kills the process and waits for its end.
func (e *environment) close() {
	e.stop()
	e.server.Close()
	e.logs.close()
	e.serving.Wait()
}
