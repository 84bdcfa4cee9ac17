package memorydbfake

import (
	"reflect"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/memorydb"
)

// unlock frees mu and then runs what must not be run under it: the calls of the user's engines.
func (s *Server) unlock() {
	after := s.after
	s.after = nil
	s.mu.Unlock()
	for _, f := range after {
		f()
	}
}

// later calls f, with mu held, when the resource that begins to change its state now is through: at once, or when Options' Lifecycle
// has passed on the clock. The caller holds mu and has made the answer before.
func (s *Server) later(f func()) {
	if s.core.Lifecycle == 0 {
		f()
		return
	}
	s.core.AfterFunc(s.core.Now().Add(s.core.Lifecycle), func() {
		s.mu.Lock()
		defer s.unlock()
		f()
	})
}

// build makes what every account has from the start.
func (s *Server) build() {
	s.state.users.Set(defaultUser, s.builtInUser())
	s.state.acls.Set(openAccess, &acl{name: openAccess, status: "active", users: []string{defaultUser}})
	for _, f := range families {
		for _, name := range f.defaults {
			s.state.parameterGroups.Set(name, &parameterGroup{name: name, family: f, builtIn: true,
				description: "Default parameter group for " + f.name, values: f.presets[name]})
		}
	}
}

// reset removes all resources but those that are built in.
func (s *Server) reset() {
	s.stopEngines()
	s.mu.Lock()
	defer s.unlock()
	s.state = state{}
	s.build()
}

// resource returns the name of the resource that a call is about.
func resource(in any) string {
	switch in := in.(type) {
	case *memorydb.CreateSnapshotInput:
		return *in.SnapshotName
	case *memorydb.CopySnapshotInput:
		return *in.SourceSnapshotName
	}
	v := reflect.ValueOf(in).Elem()
	for _, member := range []string{"ClusterName", "ACLName", "UserName", "ParameterGroupName", "SubnetGroupName", "SnapshotName",
		"MultiRegionClusterName", "MultiRegionParameterGroupName", "ReservationId", "ResourceArn"} {
		if f := v.FieldByName(member); f.IsValid() && !f.IsNil() {
			return f.Elem().String()
		}
	}
	return ""
}

// nameOf returns a name as MemoryDB keeps it: in lower case (API reference, CreateCluster).
func nameOf(name *string) string {
	if name == nil {
		return ""
	}
	return strings.ToLower(*name)
}
