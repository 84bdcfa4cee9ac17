package awsfake_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/awsfake/awsfake"
	_ "github.com/awsfake/awsfake/control"
	"github.com/awsfake/awsfake/internal/core"
)

var update = flag.Bool("update", false, "write docs/support.md anew")

// The support table says what the code says.
func TestSupportTable(t *testing.T) {
	t.Parallel()
	want := supportTable(core.Of(awsfake.Start(t).Panel).Operations())
	if *update {
		if err := os.WriteFile("docs/support.md", []byte(want), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile("docs/support.md")
	if err != nil || string(got) != want {
		t.Errorf("docs/support.md is not what the code says: run go test . -run TestSupportTable -update (%v)", err)
	}
}

func supportTable(ops []core.OperationInfo) string {
	var b strings.Builder
	b.WriteString("# What is supported\n\nGenerated from the code by `go test . -run TestSupportTable -update`.\n\n" +
		"An operation either behaves as AWS does or answers `NotImplemented` and its name. Encryption settings and permissions are stored,\n" +
		"validated and echoed, but neither applied nor enforced; CloudWatch metrics are not emitted.\n\n")
	var apis []string
	by := map[string][2][]string{}
	for _, op := range ops {
		l, seen := by[op.API]
		if !seen {
			apis = append(apis, op.API)
		}
		i := 1
		if op.Implemented {
			i = 0
		}
		l[i] = append(l[i], op.Name)
		by[op.API] = l
	}
	b.WriteString("| API | implemented | of |\n|---|---|---|\n")
	for _, api := range apis {
		fmt.Fprintf(&b, "| %s | %d | %d |\n", api, len(by[api][0]), len(by[api][0])+len(by[api][1]))
	}
	for _, api := range apis {
		fmt.Fprintf(&b, "\n## %s\n", api)
		for i, title := range []string{"Implemented", "NotImplemented"} {
			if l := by[api][i]; len(l) > 0 {
				fmt.Fprintf(&b, "\n%s: %s.\n", title, strings.Join(l, ", "))
			}
		}
	}
	return b.String()
}
