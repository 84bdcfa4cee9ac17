package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func TestTheTablesAreWhatTheGeneratorWrites(t *testing.T) {
	out := t.TempDir()
	if err := run("../apis", "../overlay", out); err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob(filepath.Join(out, "*", "*"))
	if len(files) != len(tables()) {
		t.Errorf("%d files for %d tables", len(files), len(tables()))
	}
	for _, file := range files {
		name, _ := filepath.Rel(out, file)
		fresh, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if committed, err := os.ReadFile(filepath.Join("..", name)); err != nil || !bytes.Equal(fresh, committed) {
			t.Errorf("%s is stale, run go generate ./internal/model (%v)", name, err)
		}
	}
	if stale, _ := filepath.Glob("../*model/*.go"); len(stale) != len(files) {
		t.Errorf("%d files beside the %d that are generated: %v", len(stale), len(files), stale)
	}
}

func TestOverlaysMergeMemberByMember(t *testing.T) {
	dir := t.TempDir()
	base, over := filepath.Join(dir, "base.json"), filepath.Join(dir, "over.json")
	os.WriteFile(base, []byte(`{"metadata": {"protocol": "json", "jsonVersion": "1.0"}, "operations": {"Put": {"http": {"method": "POST"}, "input": {"shape": "In"}}},
		"shapes": {"In": {"type": "structure", "required": ["A"], "members": {"A": {"shape": "Text"}, "B": {"shape": "Text"}}}}}`), 0o644)
	os.WriteFile(over, []byte(`{"metadata": {"protocol": "query"}, "operations": {"Put": {"http": {"responseCode": 204}}},
		"shapes": {"In": {"why": "a test", "members": {"B": {"locationName": "b"}, "C": {"shape": "Text"}}}}}`), 0o644)
	a := &api{Operations: map[string]*operation{}, Shapes: map[string]*shape{}}
	for _, file := range []string{base, over} {
		if err := a.read(file); err != nil {
			t.Fatal(err)
		}
	}
	in, op := a.Shapes["In"], a.Operations["Put"]
	if a.Metadata.Protocol != "query" || a.Metadata.JSONVersion != "1.0" {
		t.Errorf("metadata %+v", a.Metadata)
	}
	if op.HTTP != (httpTrait{"POST", "", 204}) || op.Input.Shape != "In" {
		t.Errorf("operation %+v", op)
	}
	if in.Type != "structure" || len(in.Required) != 1 || *in.Members["A"] != (member{Shape: "Text"}) ||
		*in.Members["B"] != (member{Shape: "Text", LocationName: "b"}) || *in.Members["C"] != (member{Shape: "Text"}) {
		t.Errorf("shape %+v", in)
	}
}

func TestNeedsTellOperationsOfOneRouteApart(t *testing.T) {
	a := &api{Shapes: map[string]*shape{
		"Put":  {Required: []string{"Key"}, Members: map[string]*member{"Key": {Location: "uri"}}},
		"Part": {Required: []string{"PartNumber", "Key"}, Members: map[string]*member{"Key": {Location: "uri"}, "PartNumber": {Location: "querystring", LocationName: "partNumber"}}},
		"Copy": {Required: []string{"Source"}, Members: map[string]*member{"Source": {Location: "header", LocationName: "x-amz-copy-source"}}},
		"Tag":  {Required: []string{"Hash"}, Members: map[string]*member{"Hash": {Location: "header", LocationName: "x-hash"}}},
	}, Operations: map[string]*operation{
		"Put":  {HTTP: httpTrait{"PUT", "/{Bucket}/{Key+}", 0}, Input: ref{Shape: "Put"}},
		"Part": {HTTP: httpTrait{"PUT", "/{Bucket}/{Key+}?x-id=Part", 0}, Input: ref{Shape: "Part"}},
		"Copy": {HTTP: httpTrait{"PUT", "/{B}/{Name+}", 0}, Input: ref{Shape: "Copy"}},
		"Tag":  {HTTP: httpTrait{"PUT", "/{Bucket}/{Key+}?tagging", 0}, Input: ref{Shape: "Tag"}},
	}}
	for name, want := range map[string][]param{
		"Put": nil, "Part": {{"partNumber", "", false}}, "Copy": {{"X-Amz-Copy-Source", "", true}}, "Tag": nil,
	} {
		if got := a.needs(name); len(got) != len(want) || len(got) == 1 && got[0] != want[0] {
			t.Errorf("%s needs %v, want %v", name, got, want)
		}
	}
	if got := a.literals(); len(got) != 1 || got[0] != "tagging" {
		t.Errorf("literals %q", got)
	}
}
