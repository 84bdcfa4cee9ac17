// Command generate writes the wire tables: one package of static Go data for
// each table, from three sources.
//
//   - apis/<service>.json, the API model;
//   - overlay/<table>.json, in the same format and written by hand: what no other
//     source tells, and what the model has wrong. It is merged over the model,
//     operation by operation and member by member; a "why" is for the reader only;
//   - the pinned SDK clients, which know the operations, shapes, members, enum
//     values and errors that are newer than the model. They fill in only what
//     the other two leave open.
//
// The output depends on nothing else: a change of it is a change of one of them.
// After raising the SDK, generate again; the tests of internal/model name what
// is new and what the overlay must still tell, such as a header of S3's.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
)

func main() {
	models := flag.String("models", "apis", "directory of the API models")
	overlays := flag.String("overlay", "overlay", "directory of hand-written additions to them")
	out := flag.String("out", ".", "directory that gets one package a table")
	flag.Parse()
	if err := run(*models, *overlays, *out); err != nil {
		log.Fatal(err)
	}
}

// run writes every table below the directory out.
func run(models, overlays, out string) error {
	for _, t := range tables() {
		a, err := t.load(models, overlays)
		if err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
		src, err := t.render(a)
		if err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
		dir := filepath.Join(out, t.name+"model")
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, "tables_gen.go"), src, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// load brings a table's three sources together.
func (t table) load(models, overlays string) (*api, error) {
	a := &api{Operations: map[string]*operation{}, Shapes: map[string]*shape{}}
	if err := a.read(filepath.Join(models, t.model+".json")); err != nil {
		return nil, err
	}
	if err := a.read(filepath.Join(overlays, t.name+".json")); err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	if err := supplement(a, t.client); err != nil {
		return nil, err
	}
	a.nameRoots()
	return a, nil
}
