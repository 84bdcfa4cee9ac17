package lambdafake

import (
	"net/http"
	"strings"
)

// page answers what is no call: requests for a function's URL under AWS's host name, and downloads of deployment packages.
func (s *Server) page(w http.ResponseWriter, r *http.Request) bool {
	if id, rest, _ := strings.Cut(r.Host, "."); strings.HasPrefix(rest, "lambda-url.") {
		s.mu.Lock()
		u := s.urls[id]
		s.mu.Unlock()
		s.serveURL(u, w, r)
		return true
	}
	path, isCode := strings.CutPrefix(r.URL.Path, codePath)
	if !isCode {
		var isLayer bool
		if path, isLayer = strings.CutPrefix(r.URL.Path, layerPath); !isLayer {
			return false
		}
	}
	name, number, _ := strings.Cut(path, "/")
	data := s.download(name, number, isCode)
	if data == nil {
		http.NotFound(w, r)
		return true
	}
	w.Header().Set("Content-Type", "application/zip")
	w.Write(data)
	return true
}

// download returns the zip file of a version of a function or, else, of a layer; nil if there is none.
func (s *Server) download(name, number string, isFunction bool) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !isFunction {
		if v := s.layerVersion(name, int64(numberOf(number))); v != nil {
			return v.code.zip
		}
		return nil
	}
	if _, v, err := s.find(ref{name, number}); err == nil {
		return v.code.zip
	}
	return nil
}
