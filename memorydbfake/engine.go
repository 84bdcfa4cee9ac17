package memorydbfake

import (
	"net"
	"strconv"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/memorydb/types"
)

// An Engine is a running Redis or Valkey server behind a cluster. The zero Engine is a cluster without one.
type Engine struct {
	Addr   string        // host:port, which DescribeClusters answers
	Update func(Cluster) // called when users, ACL or parameters have changed; may be nil
	Stop   func()        // called when the cluster is deleted or the Server closed; may be nil
}

// A Cluster is what an Engine has to know.
type Cluster struct {
	Name       string
	Engine     string // "redis" or "valkey"
	Version    string // such as "7.1"
	Users      []User // of the cluster's ACL
	Parameters map[string]string
}

// A User may connect to a cluster.
type User struct {
	Name         string
	Passwords    []string // none if it needs none
	AccessString string   // Redis ACL rules, such as "on ~* +@all"
}

// A running is the engine of one cluster, which is told of changes one by one.
type running struct {
	host string
	port int32

	mu      sync.Mutex // held while the engine is called; taken before the Server's
	engine  Engine
	stopped bool
}

// open makes a cluster available once its engine runs. The caller holds mu.
func (s *Server) open(c *cluster) {
	if s.options.StartEngine == nil {
		c.status = "available"
		return
	}
	s.after = append(s.after, func() { s.startEngine(c) })
}

// startEngine starts the engine of a cluster and makes it available, unless the cluster is gone by then.
func (s *Server) startEngine(c *cluster) {
	s.mu.Lock()
	about := s.forEngine(c)
	s.mu.Unlock()
	r := &running{}
	var err error
	if r.engine, err = s.options.StartEngine(about); err == nil && r.engine.Addr != "" {
		r.host, r.port, err = splitAddr(r.engine.Addr)
	}
	s.mu.Lock()
	defer s.unlock()
	if current, _ := s.state.clusters.Get(c.name); current != c || c.status != "creating" || s.closed {
		s.after = append(s.after, r.stop)
		return
	}
	if err != nil {
		s.after = append(s.after, r.stop)
		c.status = "create-failed"
		s.note(types.SourceTypeCluster, c.name, "Engine did not start: "+err.Error())
		return
	}
	c.status, c.running = "available", r
}

func splitAddr(addr string) (string, int32, error) {
	host, text, err := net.SplitHostPort(addr)
	if err != nil {
		return "", 0, err
	}
	port, err := strconv.ParseUint(text, 10, 16)
	return host, int32(port), err
}

// stop stops an engine once.
func (r *running) stop() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.stopped && r.engine.Stop != nil {
		r.engine.Stop()
	}
	r.stopped = true
}

// stopEngines stops the engines of all clusters, and of those yet to come if the Server is closed.
func (s *Server) stopEngines() {
	s.mu.Lock()
	defer s.unlock()
	for _, c := range s.state.clusters.All() {
		if c.running != nil {
			s.after = append(s.after, c.running.stop)
			c.running = nil
		}
	}
}

// tellClusters tells the engines of some clusters, once mu is free, that users, ACL or parameters have changed. The caller holds mu.
func (s *Server) tellClusters(which func(*cluster) bool) {
	for _, c := range s.state.clusters.All() {
		if r := c.running; r != nil && r.engine.Update != nil && which(c) {
			s.after = append(s.after, func() { s.tell(c, r) })
		}
	}
}

// tell tells an engine how its cluster is now, which may be later than what made it necessary.
func (s *Server) tell(c *cluster, r *running) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s.mu.Lock()
	about := s.forEngine(c)
	s.mu.Unlock()
	if !r.stopped {
		r.engine.Update(about)
	}
}

// forEngine describes a cluster to its engine. The caller holds mu.
func (s *Server) forEngine(c *cluster) Cluster {
	out := Cluster{Name: c.name, Engine: c.engine, Version: c.version, Parameters: s.parametersOf(c)}
	for _, name := range s.usersOf(c) {
		if u, ok := s.state.users.Get(name); ok {
			out.Users = append(out.Users, User{Name: u.name, Passwords: append([]string(nil), u.passwords...), AccessString: u.access})
		}
	}
	return out
}

// usersOf returns the names of the users of a cluster's ACL. The caller holds mu.
func (s *Server) usersOf(c *cluster) []string {
	a, ok := s.state.acls.Get(c.acl)
	if !ok {
		return nil
	}
	return a.users
}
