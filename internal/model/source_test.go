package model_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/awsfake/awsfake/internal/model"
)

// What reflection cannot reach, the SDK's source tells: the values of enums
// that only stand for the keys of maps, the errors, the members of unions.

func TestEveryEnumInTheSDKsSourceIsInTheTables(t *testing.T) {
	for _, svc := range services() {
		types, values := map[string]bool{}, 0
		for name, all := range enumsOf(parse(t, svc, "enums.go")) {
			types[name] = true
			s := shapeNamed(svc.api, name)
			if s == nil || s.Limits == nil {
				t.Errorf("%s: no shape for the enum %s", svc.table, name)
				continue
			}
			for _, v := range all {
				values++
				if !slices.Contains(s.Limits.Enum, v) {
					t.Errorf("%s: %s lacks %q", svc.table, name, v)
				}
			}
		}
		t.Logf("%s: %d enums, %d values", svc.table, len(types), values)
	}
}

func TestEveryErrorInTheSDKsSourceIsInTheTables(t *testing.T) {
	for _, svc := range services() {
		errors, members := structsOf(parse(t, svc, "errors.go")), 0
		for name, fields := range errors {
			s := shapeNamed(svc.api, name)
			if s == nil || s.Error == nil || !s.Flags.Has(model.Exception) || s.Error.Code == "" || s.Error.Status < 400 {
				t.Errorf("%s: no error %s", svc.table, name)
				continue
			}
			for _, f := range fields {
				if f == "Message" || f == "ErrorCodeOverride" { // in every error of the SDK
					continue
				}
				members++
				if find(s, f) == nil {
					t.Errorf("%s: the error %s lacks %s", svc.table, name, f)
				}
			}
		}
		for _, s := range svc.api.Shapes {
			if _, known := errors[s.Name]; s.Error != nil && !known {
				t.Errorf("%s: %s is no error of the SDK", svc.table, s.Name)
			}
		}
		t.Logf("%s: %d errors, %d members beside the message", svc.table, len(errors), members)
	}
}

func TestEveryMemberOfAUnionInTheSDKsSourceIsVisited(t *testing.T) {
	known := map[string]bool{}
	for _, members := range unions {
		for _, m := range members {
			known[reflect.TypeOf(m).Elem().PkgPath()+"."+reflect.TypeOf(m).Elem().Name()] = true
		}
	}
	found := map[string]bool{}
	for _, svc := range services() {
		file := parse(t, svc, "types.go")
		for name := range structsOf(file) {
			union, _, isMember := strings.Cut(name, "Member")
			path := "github.com/aws/aws-sdk-go-v2/service/" + svc.api.Name + "/types."
			if isMember && isInterface(file, union) {
				found[path+name] = true
				if !known[path+name] {
					t.Errorf("%s: no test visits %s", svc.table, name)
				}
			}
		}
	}
	t.Logf("%d members of %d unions", len(found), len(unions))
}

// parse reads a file of the SDK's package of types.
func parse(t *testing.T, svc service, name string) *ast.File {
	dir := filepath.Join(goCommand(t, "list", "-m", "-f", "{{.Dir}}", "github.com/aws/aws-sdk-go-v2/service/"+svc.api.Name), "types")
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, name), nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// enumsOf returns the typed string constants of a file, by type.
func enumsOf(file *ast.File) map[string][]string {
	enums := map[string][]string{}
	for _, d := range file.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.CONST {
			continue
		}
		for _, s := range g.Specs {
			v := s.(*ast.ValueSpec)
			text, _ := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
			enums[v.Type.(*ast.Ident).Name] = append(enums[v.Type.(*ast.Ident).Name], text)
		}
	}
	return enums
}

// structsOf returns the exported fields of a file's exported structs.
func structsOf(file *ast.File) map[string][]string {
	structs := map[string][]string{}
	for name, typ := range typesOf(file) {
		s, ok := typ.(*ast.StructType)
		if !ok || !ast.IsExported(name) {
			continue
		}
		structs[name] = nil
		for _, f := range s.Fields.List {
			for _, id := range f.Names {
				if id.IsExported() {
					structs[name] = append(structs[name], id.Name)
				}
			}
		}
	}
	return structs
}

func isInterface(file *ast.File, name string) bool {
	_, ok := typesOf(file)[name].(*ast.InterfaceType)
	return ok
}

func typesOf(file *ast.File) map[string]ast.Expr {
	types := map[string]ast.Expr{}
	for _, d := range file.Decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.TYPE {
			for _, s := range g.Specs {
				types[s.(*ast.TypeSpec).Name.Name] = s.(*ast.TypeSpec).Type
			}
		}
	}
	return types
}
