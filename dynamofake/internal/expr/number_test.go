package expr

import (
	"bytes"
	"math/big"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

func TestNumbersAreCanonical(t *testing.T) {
	t.Parallel()
	nines := strings.Repeat("9", 38)
	for in, want := range map[string]string{
		"0": "0", "-0": "0", "+0": "0", "0.0": "0", "000": "0", "0e5": "0", "-0.000e-99": "0", "0E+125": "0",
		"1": "1", "+1": "1", "-1": "-1", "001": "1", "1.0": "1", "1.50": "1.5", "-1.50": "-1.5", ".5": "0.5", "-.5": "-0.5", "5.": "5",
		"1e2": "100", "1E2": "100", "1e+2": "100", "1.5e2": "150", "1.5E1": "15", "15e-1": "1.5", "150e-2": "1.5", "1e-2": "0.01",
		"0042.1200": "42.12", "100": "100", "100.00": "100", "0.001": "0.001", "00.0010": "0.001", "1234567890.0987654321": "1234567890.0987654321",
		nines:                           nines,
		nines + "0":                     nines + "0",
		nines + strings.Repeat("0", 88): nines + strings.Repeat("0", 88),
		"0." + nines:                    "0." + nines,
		"9.9999999999999999999999999999999999999E+125": nines + strings.Repeat("0", 88),
		"1E125":                          "1" + strings.Repeat("0", 125),
		"1E-130":                         "0." + strings.Repeat("0", 129) + "1",
		"-1E-130":                        "-0." + strings.Repeat("0", 129) + "1",
		"0.1e-129":                       "0." + strings.Repeat("0", 129) + "1",
		"1000e122":                       "1" + strings.Repeat("0", 125),
		strings.Repeat("0", 1000) + "7":  "7",
		"7." + strings.Repeat("0", 1000): "7",
	} {
		got, err := normalNumber(in)
		if err != nil || got != want {
			t.Errorf("%.50s: got %.50s, %v, want %.50s", in, got, err, want)
		}
		if again, err := normalNumber(got); err != nil || again != got {
			t.Errorf("%s is not canonical: %s, %v", got, again, err)
		}
	}
}

func TestNumbersRefused(t *testing.T) {
	t.Parallel()
	const nan = "The parameter cannot be converted to a numeric value"
	const over = "Number overflow. Attempting to store a number with magnitude larger than supported range"
	const under = "Number underflow. Attempting to store a number with magnitude smaller than supported range"
	const digits = "Attempting to store more than 38 significant digits in a Number"
	for in, want := range map[string]string{
		"": nan, "b": nan + ": b", "-": nan + ": -", "+": nan + ": +", ".": nan + ": .", "e": nan + ": e", "1e": nan + ": 1e", "e5": nan + ": e5",
		"1e5.5": nan + ": 1e5.5", "1.2.3": nan + ": 1.2.3", "--1": nan + ": --1", "1 ": nan + ": 1 ", " 1": nan + ":  1", "0x10": nan + ": 0x10",
		"NaN": nan + ": NaN", "Infinity": nan + ": Infinity", "1,5": nan + ": 1,5", "1_000": nan + ": 1_000", "-.": nan + ": -.", "-e1": nan + ": -e1",
		"1e9223372036854775808": nan + ": 1e9223372036854775808", "１": nan + ": １",
		"1e126": over, "1e2147483648": over, "0e126": over, "0E+2147483647": over, "-1e126": over, "10e125": over, "1e2147483647": over, "1" + strings.Repeat("0", 126): over,
		"1e-131": under, "1e-99999999999": under, "0e-131": under, "-0.000e-999": under, "-1e-131": under, "1e-2147483647": under, "0." + strings.Repeat("0", 130) + "1": under,
		"123456789012345678901234567890123456789": digits, "-1.23456789012345678901234567890123456789": digits,
		"1" + strings.Repeat("0", 37) + "1": digits,
	} {
		if got, err := normalNumber(in); message(err) != want {
			t.Errorf("%.50s: got %s, %v, want %s", in, got, err, want)
		}
	}
}

func TestNumberSizes(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]int{
		"0": 1, "1": 2, "-1": 3, "12": 2, "123": 3, "123456": 4, "3.14159": 5, "100": 2, "0.001": 2, "100.5": 4, "1E125": 2, "-1E-130": 3,
		strings.Repeat("9", 38): 20, "-" + strings.Repeat("9", 38): 21,
	} {
		if got := Size(&types.AttributeValueMemberN{Value: in}); got != want {
			t.Errorf("%s: got %d, want %d", in, got, want)
		}
	}
}

func TestArithmetic(t *testing.T) {
	t.Parallel()
	nines := strings.Repeat("9", 38)
	for _, c := range []struct {
		a        string
		subtract bool
		b        string
		want     string
	}{
		{"1", false, "2", "3"}, {"1", true, "2", "-1"}, {"-5", true, "-7", "2"}, {"0", false, "0", "0"}, {"0.1", false, "0.2", "0.3"},
		{"1.5", false, "1.5", "3"}, {"1.5", true, "1.5", "0"}, {"99999999999999999999", false, "1", "100000000000000000000"},
		{"1e125", false, "1e125", "2" + strings.Repeat("0", 125)}, {"1e-130", false, "1e-130", "0." + strings.Repeat("0", 129) + "2"},
		{nines, false, "0", nines}, {nines, true, nines, "0"}, {"999999999999999999", false, "999999999999999999", "1999999999999999998"},
		{"9e125", false, "9e125", numberOverflow}, {"-9e125", true, "9e125", numberOverflow}, {"1e125", false, "1e-130", tooManyDigits},
		{nines, false, "0.1", tooManyDigits}, {nines, false, "1", "1" + strings.Repeat("0", 38)},
		{"1e-130", true, "1.5e-130", numberUnder},
	} {
		got, err := addNumbers(c.a, c.b, c.subtract)
		if err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s, %s, %v: got %s, want %s", c.a, c.b, c.subtract, got, c.want)
		}
	}
}

func TestNumbersCompareByValue(t *testing.T) {
	t.Parallel()
	ascending := []string{
		"-9.9e125", "-1e20", "-123", "-122.5", "-13", "-12", "-1.5", "-1", "-0.5", "-1e-130", "0", "1e-130", "0.5", "1", "1.05", "1.5", "9", "10", "12",
		"13", "99", "100", "122.5", "123", "1e20", "1e125",
	}
	for i, a := range ascending {
		for j, b := range ascending {
			checkOrder(t, a, b, min(max(i-j, -1), 1))
		}
	}
	checkOrder(t, "1", "1.0", 0)
	checkOrder(t, "100", "1e2", 0)
}

// checkOrder checks the order of two numbers, as values and as keys.
func checkOrder(t *testing.T, a, b string, want int) {
	t.Helper()
	x, y := &types.AttributeValueMemberN{Value: a}, &types.AttributeValueMemberN{Value: b}
	if got, ok := Compare(x, y); !ok || got != want {
		t.Errorf("Compare(%s, %s) = %d, %v, want %d", a, b, got, ok, want)
	}
	p, q := AppendKey(nil, x), AppendKey(nil, y)
	if got := bytes.Compare(p, q); got != want {
		t.Errorf("keys of %s and %s: %x and %x", a, b, p, q)
	}
	if want != 0 && (bytes.HasPrefix(p, q) || bytes.HasPrefix(q, p)) {
		t.Errorf("a key of %s, %s begins with the other's: %x, %x", a, b, p, q)
	}
}

// FuzzNumber checks numbers against math/big.
func FuzzNumber(f *testing.F) {
	for _, s := range []string{"0", "1.5", "-1e-130", "9.99e125", "123456789012345678901234567890123456789", "00.100e3", "+.5E-1"} {
		f.Add(s, "1")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		x, ok := rational(t, a)
		y, both := rational(t, b)
		if !ok || !both {
			return
		}
		checkOrder(t, a, b, x.Cmp(y))
		if sum, err := addNumbers(a, b, true); err == nil {
			if s, ok := rational(t, sum); !ok || s.Cmp(new(big.Rat).Sub(x, y)) != 0 {
				t.Errorf("%s - %s = %s", a, b, sum)
			}
		}
	})
}

// rational reads the text of a number that DynamoDB takes, and checks its canonical form on the way.
func rational(t *testing.T, s string) (*big.Rat, bool) {
	t.Helper()
	n, err := normalNumber(s)
	if err != nil {
		return nil, false
	}
	canonical, ok := new(big.Rat).SetString(n)
	if !ok {
		t.Fatalf("%q became %q", s, n)
	}
	if again, err := normalNumber(n); err != nil || again != n {
		t.Fatalf("%q became %q and then %q, %v", s, n, again, err)
	}
	if len(s) < 400 && !strings.ContainsAny(s, "eE") { // big.Rat would work for hours on some exponents
		if exact, ok := new(big.Rat).SetString(s); !ok || exact.Cmp(canonical) != 0 {
			t.Fatalf("%q became %q", s, n)
		}
	}
	return canonical, true
}
