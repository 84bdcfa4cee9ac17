package awsfake_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// sources calls f for each Go file of the module.
func sources(t *testing.T, f func(path string, fset *token.FileSet, file *ast.File)) {
	t.Helper()
	err := fs.WalkDir(os.DirFS("."), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_gen.go") {
			return err
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, path, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err == nil {
			f(path, fset, file)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// All code takes its time from the clock: a sleep in a test is a flake to come.
func TestTimeComesFromTheClock(t *testing.T) {
	readers := []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker"}
	sources(t, func(path string, fset *token.FileSet, file *ast.File) {
		switch {
		case strings.HasPrefix(path, "internal/core/"), strings.HasPrefix(path, "internal/memnet/"), strings.HasPrefix(path, "cmd/"),
			strings.HasPrefix(path, "internal/tbtest/"): // what makes the clock, or lies outside of it
			return
		}
		bubbles := strings.HasSuffix(path, "_test.go") && imports(file, "testing/synctest")
		ast.Inspect(file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			x, ok := sel.X.(*ast.Ident)
			if ok && x.Name == "time" && slices.Contains(readers, sel.Sel.Name) && !bubbles && !measures(path) {
				t.Errorf("%s: time.%s", fset.Position(n.Pos()), sel.Sel.Name)
			}
			return true
		})
	})
}

// measures reports whether a file is there to measure real time.
func measures(path string) bool {
	return strings.HasSuffix(path, "bench_test.go") || path == "stack_test.go"
}

func imports(file *ast.File, path string) bool {
	return slices.ContainsFunc(file.Imports, func(i *ast.ImportSpec) bool { return i.Path.Value == `"`+path+`"` })
}

// A user of one fake does not compile the clients of the others.
func TestNoFakeImportsAnother(t *testing.T) {
	fakes := []string{"s3fake", "snsfake", "sqsfake", "dynamofake", "lambdafake", "firehosefake", "memorydbfake"}
	sources(t, func(path string, fset *token.FileSet, file *ast.File) {
		dir, _, _ := strings.Cut(path, "/")
		if strings.HasSuffix(path, "_test.go") || !slices.Contains(fakes, dir) && !strings.HasPrefix(path, "internal/") && dir != "control" {
			return
		}
		for _, imp := range file.Imports {
			for _, fake := range fakes {
				if fake != dir && strings.Contains(imp.Path.Value, "/awsfake/"+fake) {
					t.Errorf("%s imports %s: a user of one fake would compile the clients of both", fset.Position(imp.Pos()), fake)
				}
			}
		}
	})
}

// The library adds no module to a user's go.sum beyond the SDK they have already, uuid, and go-cmp for its tests.
func TestDependencies(t *testing.T) {
	mod, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	allowed := regexp.MustCompile(`^github\.com/(aws/aws-sdk-go-v2(/.+)?|aws/smithy-go|google/uuid|google/go-cmp)$`)
	for _, m := range regexp.MustCompile(`(?m)^\s+(\S+) v`).FindAllStringSubmatch(string(mod), -1) {
		if !allowed.MatchString(m[1]) {
			t.Errorf("go.mod requires %s", m[1])
		}
	}
}

// Every exported name has a comment, and none shows an internal type.
func TestPublicAPI(t *testing.T) {
	comments := map[string]bool{}
	sources(t, func(path string, fset *token.FileSet, file *ast.File) {
		dir, _, nested := strings.Cut(path, "/")
		if !nested {
			dir = "."
		}
		if strings.HasSuffix(path, "_test.go") || dir == "internal" || strings.Contains(path, "/internal/") || dir == "examples" || dir == "cmd" {
			return
		}
		comments[dir] = comments[dir] || file.Doc != nil
		internal := map[string]bool{}
		for _, imp := range file.Imports {
			if p := strings.Trim(imp.Path.Value, `"`); strings.Contains(p, "/internal/") {
				internal[p[strings.LastIndex(p, "/")+1:]] = true
			}
		}
		ast.FileExports(file) // drops what is not exported
		for _, decl := range file.Decls {
			checkDecl(t, fset, decl, internal)
		}
	})
	for dir, has := range comments {
		if !has {
			t.Errorf("package %s has no comment", dir)
		}
	}
}

func checkDecl(t *testing.T, fset *token.FileSet, decl ast.Decl, internal map[string]bool) {
	documented := func(n ast.Node, name string, docs ...*ast.CommentGroup) {
		if !slices.ContainsFunc(docs, func(d *ast.CommentGroup) bool { return d != nil }) {
			t.Errorf("%s: %s has no comment", fset.Position(n.Pos()), name)
		}
	}
	switch d := decl.(type) {
	case *ast.FuncDecl:
		if d.Recv != nil && !exportedReceiver(d) {
			return
		}
		documented(d, d.Name.Name, d.Doc)
		d.Body = nil
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				documented(s, s.Name.Name, d.Doc, s.Doc)
			case *ast.ValueSpec:
				documented(s, s.Names[0].Name, d.Doc, s.Doc, s.Comment)
				s.Values = nil
			}
		}
	}
	ast.Inspect(decl, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := sel.X.(*ast.Ident); ok && internal[x.Name] {
				t.Errorf("%s: %s.%s is internal", fset.Position(n.Pos()), x.Name, sel.Sel.Name)
			}
		}
		return true
	})
}

// exportedReceiver reports whether a method's type is exported.
func exportedReceiver(d *ast.FuncDecl) bool {
	t := d.Recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.Ident:
			return x.IsExported()
		default:
			return false
		}
	}
}
