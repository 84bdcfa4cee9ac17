package core

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"

	"github.com/awsfake/awsfake/internal/memnet"
)

// The network is what the fakes listen on, and the one HTTP transport of all SDK clients.
type network struct {
	core *Core

	netMu     sync.Mutex
	listeners map[string]*memnet.Listener // in-memory networks by host name
	outside   *Listener                   // answers for hosts outside the fakes
	transport *http.Transport
}

func (n *network) init(c *Core) { n.core, n.listeners = c, map[string]*memnet.Listener{} }

// A Listener serves one handler on a network address.
type Listener struct {
	URL string

	server *httptest.Server
	stop   context.CancelFunc
	core   *Core
	host   string // of an in-memory network
}

// Listen serves h on a random port of the loopback interface or, where the Core is in memory, under a host name made of name.
func (c *Core) Listen(name string, h http.Handler) *Listener {
	l := &Listener{core: c}
	ctx, stop := context.WithCancel(c.done)
	l.stop = stop
	l.server = &httptest.Server{Config: &http.Server{
		Handler:     h,
		ErrorLog:    log.New(io.Discard, "", 0), // connections that a test resets are not news
		BaseContext: func(net.Listener) context.Context { return ctx },
	}}
	if c.InMemory {
		ln := memnet.Listen()
		l.server.Listener, l.host = ln, name+".awsfake.internal"
		c.netMu.Lock()
		c.listeners[l.host] = ln
		c.netMu.Unlock()
		l.server.Start()
		l.URL = "http://" + l.host
		return l
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		if ln, err = net.Listen("tcp6", "[::1]:0"); err != nil {
			c.Mistake("no port of the loopback interface to listen on: %v", err)
		}
	}
	l.server.Listener = ln
	l.server.Start()
	l.URL = l.server.URL
	return l
}

// Close stops listening and ends the requests in progress.
func (l *Listener) Close() {
	l.stop()
	if l.host != "" {
		l.core.netMu.Lock()
		delete(l.core.listeners, l.host)
		l.core.netMu.Unlock()
	}
	l.core.CloseIdleConnections() // or the server waits for those that its clients have just opened
	l.server.Close()
}

// tcp returns the transport below the router, made on first use.
func (n *network) tcp() *http.Transport {
	n.netMu.Lock()
	defer n.netMu.Unlock()
	if n.transport == nil {
		n.transport = &http.Transport{
			DialContext:           n.dial,
			MaxIdleConnsPerHost:   100,
			IdleConnTimeout:       90 * time.Second,
			ExpectContinueTimeout: time.Second,
			DisableCompression:    true, // as in the SDK's own client
			WriteBufferSize:       16 << 10,
			ReadBufferSize:        16 << 10,
		}
	}
	return n.transport
}

func (n *network) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, err
	}
	if !strings.HasSuffix(host, ".awsfake.internal") {
		return (&net.Dialer{}).DialContext(ctx, network, addr)
	}
	n.netMu.Lock()
	ln := n.listeners[host]
	if ln == nil { // bucket.s3.awsfake.internal
		_, parent, _ := strings.Cut(strings.TrimSuffix(host, ".awsfake.internal"), ".s3")
		if parent == "" {
			ln = n.listeners["s3.awsfake.internal"]
		}
	}
	n.netMu.Unlock()
	if ln == nil {
		return nil, fmt.Errorf("awsfake: %s is closed", host)
	}
	return ln.DialContext(ctx, network, addr)
}

// CloseIdleConnections closes the connections of the SDK clients that no request uses.
func (n *network) CloseIdleConnections() {
	n.netMu.Lock()
	t := n.transport
	n.netMu.Unlock()
	if t != nil {
		t.CloseIdleConnections()
	}
}

func (n *network) stop() {
	n.netMu.Lock()
	outside := n.outside
	n.netMu.Unlock()
	if outside != nil {
		outside.Close()
	}
	n.CloseIdleConnections()
}
