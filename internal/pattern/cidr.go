package pattern

import (
	"errors"
	"net/netip"
	"strconv"
	"strings"
)

// cidr is the test of {"cidr": …}.
type cidr struct{ prefix netip.Prefix }

func (t cidr) accepts(v *value) bool {
	if v.kind != kindString {
		return false
	}
	address, err := netip.ParseAddr(v.text)
	return err == nil && t.prefix.Contains(address)
}

// parseCIDR has event-ruler's rules, the first three of its errors as recorded:
// it looks at the bits before the address, and takes no mask of all bits.
func parseCIDR(s string) (cidr, error) {
	host, mask, _ := strings.Cut(strings.TrimRight(s, "/"), "/")
	if mask == "" || strings.Contains(mask, "/") {
		return cidr{}, errors.New("Malformed CIDR, one '/' required")
	}
	bits, err := strconv.ParseInt(mask, 10, 32)
	if err != nil {
		return cidr{}, errors.New("Malformed CIDR, mask bits must be an integer")
	}
	if bits < 0 {
		return cidr{}, errors.New("Malformed CIDR, mask bits must not be negative")
	}
	address, err := netip.ParseAddr(host)
	switch {
	case err != nil && looksLikeAddress(host):
		return cidr{}, errors.New("Invalid IP address: " + host)
	case err != nil || address.Zone() != "":
		return cidr{}, errors.New("Nonstandard IP address: " + host)
	case address.Is4() && bits > 31:
		return cidr{}, errors.New("IPv4 mask bits must be < 32")
	case bits > 127:
		return cidr{}, errors.New("IPv6 mask bits must be < 128")
	}
	return cidr{netip.PrefixFrom(address, int(bits)).Masked()}, nil
}

// looksLikeAddress tells whether event-ruler would try to read s as an address.
func looksLikeAddress(s string) bool {
	if strings.Contains(s, ":") {
		return strings.Trim(s, "0123456789abcdefABCDEF:") == ""
	}
	parts := strings.Split(s, ".")
	for _, part := range parts {
		if part == "" || strings.Trim(part, "0123456789") != "" {
			return false
		}
	}
	return len(parts) == 4
}
