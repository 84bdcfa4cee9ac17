package s3fake

import (
	"bytes"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// FS returns a read-only view of a bucket, in which "/" separates directories. Keys that are not valid paths, such as "a//b",
// are not in it, nor is an object whose key is a directory of others.
func (s *Server) FS(bucket string) fs.FS { return &bucketFS{s, bucket} }

type bucketFS struct {
	server *Server
	bucket string
}

// Open opens an object or a directory.
func (f *bucketFS) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	var file fs.File
	err := f.server.view(&f.bucket, nil, func(b *bucket) error {
		if entries := b.readDir(name); len(entries) > 0 || name == "." {
			file = &openDir{fileInfo{name: path.Base(name), mode: fs.ModeDir | 0o555, modified: b.created}, entries}
		} else if v, ok := b.live.Get(name); ok {
			file = &openFile{bytes.NewReader(v.content.bytes()), v.info(name)}
		}
		return nil
	})
	if err != nil || file == nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return file, nil
}

// readDir returns what a directory holds, in order.
func (b *bucket) readDir(name string) (l []fs.DirEntry) {
	prefix := name + "/"
	if name == "." {
		prefix = ""
	}
	walkKeys(&b.live, walk{prefix: prefix, delimiter: "/"},
		func(key string, v *version) bool {
			if fs.ValidPath(key) {
				l = append(l, v.info(key))
			}
			return true
		},
		func(group string) bool {
			if dir := strings.TrimSuffix(group, "/"); fs.ValidPath(dir) && b.isDir(group) {
				l = slices.DeleteFunc(l, func(e fs.DirEntry) bool { return e.Name() == path.Base(dir) })
				l = append(l, fileInfo{name: path.Base(dir), mode: fs.ModeDir | 0o555, modified: b.created})
			}
			return true
		})
	slices.SortFunc(l, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return l
}

// isDir reports whether any key below a prefix is a valid path.
func (b *bucket) isDir(prefix string) bool {
	for key := range b.live.From(prefix) {
		if !strings.HasPrefix(key, prefix) {
			return false
		}
		if fs.ValidPath(key) {
			return true
		}
	}
	return false
}

func (v *version) info(key string) fileInfo {
	return fileInfo{name: path.Base(key), size: v.content.size, mode: 0o444, modified: v.modified}
}

// fileInfo is a file as a directory lists it.
type fileInfo struct {
	name     string
	size     int64
	mode     fs.FileMode
	modified time.Time
}

func (i fileInfo) Name() string               { return i.name }
func (i fileInfo) Size() int64                { return i.size }
func (i fileInfo) Mode() fs.FileMode          { return i.mode }
func (i fileInfo) Type() fs.FileMode          { return i.mode.Type() }
func (i fileInfo) ModTime() time.Time         { return i.modified }
func (i fileInfo) IsDir() bool                { return i.mode.IsDir() }
func (i fileInfo) Sys() any                   { return nil }
func (i fileInfo) Info() (fs.FileInfo, error) { return i, nil }
func (i fileInfo) String() string             { return fs.FormatFileInfo(i) }

// An openFile is an object that is being read.
type openFile struct {
	*bytes.Reader
	info fileInfo
}

func (f *openFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *openFile) Close() error               { return nil }

// An openDir is a directory that is being read.
type openDir struct {
	info    fileInfo
	entries []fs.DirEntry // that have not been read
}

func (d *openDir) Stat() (fs.FileInfo, error) { return d.info, nil }
func (d *openDir) Close() error               { return nil }

func (d *openDir) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: d.info.name, Err: fs.ErrInvalid}
}

// ReadDir returns the next n entries, or all.
func (d *openDir) ReadDir(n int) ([]fs.DirEntry, error) {
	if n <= 0 {
		n = len(d.entries)
	} else if len(d.entries) == 0 {
		return nil, io.EOF
	}
	n = min(n, len(d.entries))
	l := d.entries[:n:n]
	d.entries = d.entries[n:]
	return l, nil
}
