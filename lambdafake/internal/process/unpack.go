package process

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// The directories that stand for /var/task and /opt.
const (
	taskDir = "task"
	optDir  = "opt"
)

// unpack unpacks code and layers into a new directory.
func unpack(cfg Config) (dir string, err error) {
	if dir, err = os.MkdirTemp("", "awsfake-lambda-"); err != nil {
		return "", err
	}
	for _, sub := range []string{taskDir, optDir} {
		if err = os.Mkdir(filepath.Join(dir, sub), 0o755); err != nil {
			break
		}
	}
	if err == nil {
		err = unzip(filepath.Join(dir, taskDir), cfg.Code)
	}
	for _, l := range cfg.Layers {
		if err == nil {
			err = unzip(filepath.Join(dir, optDir), l)
		}
	}
	if err != nil {
		os.RemoveAll(dir)
		return "", &Error{Kind: "Runtime.InvalidEntrypoint", Message: withoutDir(err, dir)}
	}
	return dir, nil
}

// unzip unpacks a zip file. A name or a link that leads out of the directory is an error: os.Root lets none do.
func unzip(dir string, data []byte) error {
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	for _, f := range r.File {
		if err := unzipFile(root, f); err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	return nil
}

func unzipFile(root *os.Root, f *zip.File) error {
	name := filepath.FromSlash(strings.TrimSuffix(f.Name, "/"))
	if !filepath.IsLocal(name) {
		return fs.ErrInvalid
	}
	if f.Mode().IsDir() {
		return root.MkdirAll(name, 0o755)
	}
	if err := root.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	in, err := f.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	if f.Mode()&fs.ModeSymlink != 0 {
		target, err := io.ReadAll(io.LimitReader(in, 4096))
		if err != nil {
			return err
		}
		return root.Symlink(string(target), name)
	}
	// A process that another goroutine forks meanwhile would hold the file open for writing, and nobody could execute it: ETXTBSY.
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	out, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, f.Mode().Perm()|0o400)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if cerr := out.Close(); err == nil {
		err = cerr
	}
	return err
}

// withoutDir is an error as Lambda words it, whose directories are fixed.
func withoutDir(err error, dir string) string {
	s := strings.ReplaceAll(err.Error(), filepath.Join(dir, taskDir), "/var/task")
	return strings.ReplaceAll(s, filepath.Join(dir, optDir), "/opt")
}
