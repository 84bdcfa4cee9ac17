// Package s3fake is an in-process fake of Amazon S3 for tests.
//
//	func TestPhotos(t *testing.T) {
//		srv := s3fake.Start(t) // stopped when the test ends
//		srv.Put("photos", "dog.jpg", dog)
//		photos := NewPhotos(srv.Client, "photos")
//		...
//		got, err := fs.ReadFile(srv.FS("photos"), "cat.jpg")
//	}
//
// Requests without a signature are served unless RequireSignature is set; the signatures of presigned URLs and forms are always
// checked, against the credentials of the Panel's Config and on its clock. Who may do what is not checked: policies, ACLs and public
// access blocks are stored, and refuse each other as they do on AWS, but nobody is kept from reading.
//
// Events reach queues, topics and functions of the same Panel before the call that causes them answers. What EventBridge would get
// stands in Deliveries, and goes nowhere. Lifecycle rules act at midnight UTC of the clock.
//
// Buckets are found in path style, in virtual-host style under AWS's own host names, and as bucket.localhost.
//
// What it does not do as S3 does:
//   - Nothing is encrypted, and a KMS key exists if its id looks like one: settings are checked, stored and told.
//   - Restored objects can be read at once.
//   - Replication, websites, transfer acceleration, server access logs, inventories, metrics, analytics and intelligent tiering are
//     configurations that are checked and stored, and have no effect.
//   - MFA delete is stored, but no device is asked.
//   - S3 Select, directory buckets, access points and metadata tables answer NotImplemented.
//
// Mistakes in the use of this package end the test, as package control says.
package s3fake

import (
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/awsfake/awsfake/control"
	"github.com/awsfake/awsfake/internal/core"
	"github.com/awsfake/awsfake/internal/event"
	"github.com/awsfake/awsfake/internal/model/s3model"
	"github.com/awsfake/awsfake/internal/service"
	"github.com/awsfake/awsfake/internal/wire"
)

// Options are the settings of a Server. The zero value is ready to use.
type Options struct {
	control.Options

	// Join makes the Server part of the AWS that a running fake belongs to, with its settings, clock and journal, so that they
	// deliver events to each other. Options given beside it are a mistake.
	Join *control.Panel

	// RequireSignature refuses requests that are not signed with the credentials of the Panel's Config.
	RequireSignature bool

	// LegacyUSEast1 lets a bucket's owner create it once more in us-east-1, as that Region does; elsewhere and without it
	// the answer is 409 BucketAlreadyOwnedByYou.
	LegacyUSEast1 bool

	// BlockSSEC lets new buckets refuse objects under keys of the client (SSE-C), as AWS's do since April 2026: until
	// PutBucketEncryption sets their BlockedEncryptionTypes to NONE.
	BlockSSEC bool
}

// A Server is a fake S3. It is an [http.Handler], to be served from wherever a test likes.
// The knobs that all fakes have are those of the embedded [control.Panel].
type Server struct {
	*control.Panel

	// Client is an SDK client of the Server.
	Client *s3.Client

	service *service.Server
	core    *core.Core
	options Options
	router  *event.Router
	events  atomic.Int64 // that were told of

	mu      sync.RWMutex // guards buckets; no bucket is locked with it held
	buckets map[string]*bucket
}

// Start starts a Server on a random port of the loopback interface, or in memory inside a [testing/synctest] bubble, and closes it
// when t ends. Nothing is logged, unless t fails: then the last calls, the objects, and the faults in force are.
func Start(t testing.TB, optFns ...func(*Options)) *Server {
	t.Helper()
	s := newServer(t, optFns)
	s.service.CloseWith(t)
	return s
}

// New returns a Server that belongs to no test; the caller must Close it.
func New(optFns ...func(*Options)) *Server { return newServer(nil, optFns) }

func newServer(t testing.TB, optFns []func(*Options)) *Server {
	var o Options
	for _, fn := range optFns {
		fn(&o)
	}
	s := &Server{options: o, buckets: map[string]*bucket{}}
	s.service = service.New(t, s, service.Config{
		Name:      "s3",
		APIs:      []service.API{{Name: "s3", Codecs: []*wire.API{wire.New(&s3model.API, analyticsFilter, metricsFilter, objectEncryption)}, Operations: operations()}},
		Resource:  resource,
		Words:     s.words(),
		Message:   messageOf,
		Invalid:   s.invalid,
		Address:   address,
		Body:      unwrap,
		CheckBody: checkBody,
		Page:      s.servePage,
		Access:    s.checkAccess,
		Target:    store{s},
		Reset:     s.reset,
		Dump:      s.dump,
	}, o.Options, o.Join)
	s.Panel, s.core = s.service.Panel, s.service.Core
	s.router = &event.Router{Core: s.core}
	s.Client = s3.NewFromConfig(s.Config(), func(o *s3.Options) {
		o.UsePathStyle = true
		o.EndpointResolverV2 = &service.Resolver[s3.EndpointParameters]{
			URL:  s.URL,
			Next: s3.NewDefaultEndpointResolverV2(),
			Set:  func(p *s3.EndpointParameters, url *string) { p.Endpoint = url },
		}
	})
	return s
}

// operations is the table of what the fake does. Its rows stand beside their handlers.
func operations() []service.Operation {
	return slices.Concat(
		bucketOperations(),
		versioningOperations(),
		configurationOperations(),
		objectOperations(),
		taggingOperations(),
		aclOperations(),
		objectLockOperations(),
		annotationOperations(),
		listOperations(),
		multipartOperations(),
	)
}

// reset removes all buckets.
func (s *Server) reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.buckets = map[string]*bucket{}
	s.router.Reset()
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.service.ServeHTTP(w, r) }

// URL returns the base URL of the Server, such as http://127.0.0.1:41234. It begins to listen with the first call.
func (s *Server) URL() string { return s.service.URL() }

// Close stops the Server and ends the requests in progress.
func (s *Server) Close() { s.service.Close() }
