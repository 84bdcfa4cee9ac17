// Command awsfake serves the seven fakes as one process, for programs in any language and for the AWS CLI:
//
//	awsfake --sqs-port 9324
//	aws sqs create-queue --queue-name jobs --endpoint-url http://localhost:9324 --no-sign-request
//
// All state is in memory and ends with the process. When all services listen it prints a table of their endpoints and the line
// "awsfake is ready"; with --env it prints nothing but export lines for a shell instead, which then mean the same. SIGINT and
// SIGTERM end it.
//
// On every port POST /_awsfake/reset empties the service, and GET /_awsfake/health answers 200.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"

	"github.com/awsfake/awsfake"
	"github.com/awsfake/awsfake/internal/core"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	switch err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); {
	case errors.Is(err, flag.ErrHelp):
	case errors.Is(err, errUsage):
		os.Exit(2)
	case err != nil:
		fmt.Fprintln(os.Stderr, "awsfake:", err)
		os.Exit(1)
	}
}

// errUsage is an error that the flag package has reported already.
var errUsage = errors.New("usage")

// keptCalls bounds the journal of a process that runs for days.
const keptCalls = 1000

// services are the fakes in the order of the table, with their flags' default ports.
var services = []struct {
	name, title string
	port        int
	env         []string // AWS_ENDPOINT_URL_...
}{
	{"s3", "S3", 9000, []string{"S3"}},
	{"sns", "SNS", 9911, []string{"SNS"}},
	{"sqs", "SQS", 9324, []string{"SQS"}},
	{"dynamodb", "DynamoDB", 8000, []string{"DYNAMODB", "DYNAMODB_STREAMS"}},
	{"lambda", "Lambda", 9001, []string{"LAMBDA"}},
	{"firehose", "Firehose", 4573, []string{"FIREHOSE"}},
	{"memorydb", "MemoryDB", 6379, []string{"MEMORYDB"}},
}

// A config is the command line.
type config struct {
	ports             []int // of services
	host              string
	region, accountID string
	env               bool
	processes         bool
}

func parse(args []string, stderr io.Writer) (*config, error) {
	c := &config{ports: make([]int, len(services))}
	fs := flag.NewFlagSet("awsfake", flag.ContinueOnError)
	fs.SetOutput(stderr)
	for i, s := range services {
		fs.IntVar(&c.ports[i], portFlag(s.name), s.port, "`port` of "+s.title+"; 0 picks a free one")
	}
	fs.StringVar(&c.host, "host", "127.0.0.1", "`address` to listen on")
	fs.StringVar(&c.region, "region", "us-east-1", "AWS `Region` of all resources")
	fs.StringVar(&c.accountID, "account-id", "000000000000", "12-digit `id` of the AWS account")
	fs.BoolVar(&c.processes, "lambda-processes", false, "run functions of provided.al2023 as processes: it executes what is uploaded")
	fs.BoolVar(&c.env, "env", false, "print the endpoints as export lines for a shell, and nothing else")
	if err := fs.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil, err
		}
		return nil, errUsage
	}
	if fs.NArg() > 0 {
		return nil, fmt.Errorf("there are no arguments beside the flags, but there is %q", fs.Arg(0))
	}
	if len(c.accountID) != 12 || strings.Trim(c.accountID, "0123456789") != "" {
		return nil, fmt.Errorf("--account-id %s: not a number of 12 digits", c.accountID)
	}
	return c, nil
}

func portFlag(service string) string { return service + "-port" }

// run serves until ctx ends.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	c, err := parse(args, stderr)
	if err != nil {
		return err
	}
	listeners, err := c.listen()
	if err != nil {
		return err
	}
	stack := awsfake.New(func(o *awsfake.Options) {
		o.Region, o.AccountID, o.Lambda.Processes = c.region, c.accountID, c.processes
	})
	inside := core.Of(stack.Panel)
	inside.KeepCalls(keptCalls)
	failed := make(chan error, len(services))
	var servers []*http.Server
	for i, s := range services {
		srv := &http.Server{Handler: withControl(inside, s.name)}
		servers = append(servers, srv)
		go func() { failed <- srv.Serve(listeners[i]) }()
	}
	c.announce(stdout, listeners)

	select {
	case err = <-failed:
	case <-ctx.Done():
	}
	stack.Close() // ends long polls
	shutDown(servers)
	return err
}

// listen binds all ports, or none.
func (c *config) listen() ([]net.Listener, error) {
	var l []net.Listener
	for i, s := range services {
		ln, err := net.Listen("tcp", net.JoinHostPort(c.host, strconv.Itoa(c.ports[i])))
		if err != nil {
			for _, ln := range l {
				ln.Close()
			}
			var op *net.OpError
			if errors.As(err, &op) {
				err = op.Err
			}
			return nil, fmt.Errorf("--%s %d: cannot listen on %s: %w", portFlag(s.name), c.ports[i], c.host, err)
		}
		l = append(l, ln)
	}
	return l, nil
}

// withControl adds the control requests to a fake.
func withControl(c *core.Core, service string) http.Handler {
	fake := c.Services(service)[0]
	mux := http.NewServeMux()
	mux.HandleFunc("GET /_awsfake/health", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "ok\n") })
	mux.HandleFunc("POST /_awsfake/reset", func(w http.ResponseWriter, r *http.Request) {
		c.Reset(service)
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("/_awsfake/", http.NotFound)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/_awsfake/") {
			mux.ServeHTTP(w, r)
			return
		}
		fake.ServeHTTP(w, r) // not through the mux, which would clean S3's keys
	})
}

// announce tells where the services listen.
func (c *config) announce(w io.Writer, listeners []net.Listener) {
	if c.env {
		for i, s := range services {
			for _, id := range s.env {
				fmt.Fprintf(w, "export AWS_ENDPOINT_URL_%s=%s\n", id, c.endpoint(listeners[i]))
			}
		}
		return
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "SERVICE\tENDPOINT")
	for i, s := range services {
		fmt.Fprintf(t, "%s\t%s\n", s.title, c.endpoint(listeners[i]))
	}
	t.Flush()
	fmt.Fprintln(w, "awsfake is ready")
}

// endpoint returns the URL of a listener, as a client on this machine may use it.
func (c *config) endpoint(l net.Listener) string {
	host := c.host
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, strconv.Itoa(l.Addr().(*net.TCPAddr).Port))
}

// grace is how long responses may take to be sent when the process ends.
const grace = time.Second

func shutDown(servers []*http.Server) {
	ctx, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	for _, s := range servers {
		if s.Shutdown(ctx) != nil {
			s.Close()
		}
	}
}
