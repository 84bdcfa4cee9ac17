package memnet_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/awsfake/awsfake/internal/memnet"
)

func TestPipe(t *testing.T) {
	t.Run("carries more than it buffers, in both directions at once", func(t *testing.T) {
		a, b := memnet.Pipe()
		want := bytes.Repeat([]byte("0123456789abcdef"), 1<<16) // 1 MiB
		var wg sync.WaitGroup
		for _, ends := range [][2]net.Conn{{a, b}, {b, a}} {
			wg.Go(func() {
				if n, err := ends[0].Write(want); n != len(want) || err != nil {
					t.Errorf("wrote %d, %v", n, err)
				}
			})
			wg.Go(func() {
				got := make([]byte, len(want))
				if _, err := io.ReadFull(ends[1], got); err != nil || !bytes.Equal(got, want) {
					t.Errorf("read something else, %v", err)
				}
			})
		}
		wg.Wait()
	})
	t.Run("hands over what was written before Close, then EOF", func(t *testing.T) {
		a, b := memnet.Pipe()
		a.Write([]byte("bye"))
		a.Close()
		if got, err := io.ReadAll(b); string(got) != "bye" || err != nil {
			t.Errorf("%q, %v", got, err)
		}
		if _, err := b.Write([]byte("x")); !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("write to a closed reader: %v", err)
		}
		if _, err := a.Read(make([]byte, 1)); !errors.Is(err, net.ErrClosed) {
			t.Errorf("read after Close: %v", err)
		}
		if _, err := a.Write(nil); !errors.Is(err, net.ErrClosed) {
			t.Errorf("write after Close: %v", err)
		}
	})
	t.Run("Close wakes a blocked Read and a blocked Write", func(t *testing.T) {
		a, b := memnet.Pipe()
		var wg sync.WaitGroup
		wg.Go(func() { a.Read(make([]byte, 1)) })
		wg.Go(func() { a.Write(make([]byte, 1<<20)) })
		b.Close()
		wg.Wait()
	})
	t.Run("deadlines end a blocked Read and a blocked Write on time", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			a, _ := memnet.Pipe()
			began := time.Now()
			a.SetDeadline(began.Add(3 * time.Second))
			_, rerr := a.Read(make([]byte, 1))
			_, werr := a.Write(make([]byte, 1<<20))
			if !errors.Is(rerr, os.ErrDeadlineExceeded) || !errors.Is(werr, os.ErrDeadlineExceeded) || time.Since(began) != 3*time.Second {
				t.Errorf("%v, %v after %v", rerr, werr, time.Since(began))
			}
			a.SetDeadline(time.Time{})
			if n, err := a.Write([]byte("x")); n != 0 && err != nil {
				t.Errorf("%d, %v after the deadline was lifted", n, err)
			}
		})
	})
}

func TestListener(t *testing.T) {
	t.Run("refuses connections after Close", func(t *testing.T) {
		ln := memnet.Listen()
		ln.Close()
		ln.Close()
		if _, err := ln.Accept(); !errors.Is(err, net.ErrClosed) {
			t.Error(err)
		}
		if _, err := ln.DialContext(t.Context(), "", ""); !errors.Is(err, net.ErrClosed) {
			t.Error(err)
		}
	})
	t.Run("a dial that nobody accepts ends with its context", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := memnet.Listen().DialContext(ctx, "", ""); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
}

// While client and server wait for each other, the time of a bubble passes.
func TestTimePassesInABubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ln := memnet.Listen()
		srv := &httptest.Server{Listener: ln, Config: &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(time.Hour)
			io.Copy(w, r.Body)
		})}}
		srv.Start()
		defer srv.Close()
		transport := &http.Transport{DialContext: ln.DialContext}
		defer transport.CloseIdleConnections()

		began := time.Now()
		res, err := (&http.Client{Transport: transport}).Post("http://host/", "text/plain", bytes.NewReader(make([]byte, 1<<20)))
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil || len(body) != 1<<20 || time.Since(began) != time.Hour {
			t.Errorf("%d bytes, %v, after %v", len(body), err, time.Since(began))
		}
	})
}
