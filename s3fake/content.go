package s3fake

import "io"

// content is the bytes of a version. They never change.
type content struct {
	segments [][]byte
	size     int64
}

// slice returns a range of the content, which shares its bytes.
func (c content) slice(from, to int64) content {
	out := content{size: to - from}
	for _, s := range c.segments {
		n := int64(len(s))
		if from < n && to > 0 {
			out.segments = append(out.segments, s[max(from, 0):min(to, n)])
		}
		from, to = from-n, to-n
	}
	return out
}

// bytes returns the content in one piece, shared where it is one.
func (c content) bytes() []byte {
	if len(c.segments) == 1 {
		return c.segments[0]
	}
	b := make([]byte, 0, c.size)
	for _, s := range c.segments {
		b = append(b, s...)
	}
	return b
}

// digests computes the digests of the content, as if it came in a request.
func (c content) digests(a *algorithm) *digests {
	d, _ := newDigests("", expectedSum{algorithm: a})
	for _, s := range c.segments {
		d.Write(s)
	}
	return d
}

func (c content) reader() *contentReader { return &contentReader{content: c} }

// A contentReader reads a content. It copies nothing when it is written to a connection.
type contentReader struct {
	content
	segment, offset int
}

// Read reads the next bytes.
func (r *contentReader) Read(p []byte) (int, error) {
	for ; r.segment < len(r.segments); r.segment, r.offset = r.segment+1, 0 {
		if s := r.segments[r.segment][r.offset:]; len(s) > 0 {
			n := copy(p, s)
			r.offset += n
			return n, nil
		}
	}
	return 0, io.EOF
}

// WriteTo writes what has not been read.
func (r *contentReader) WriteTo(w io.Writer) (total int64, err error) {
	for ; r.segment < len(r.segments); r.segment, r.offset = r.segment+1, 0 {
		n, err := w.Write(r.segments[r.segment][r.offset:])
		total += int64(n)
		if err != nil {
			return total, err
		}
	}
	return total, nil
}

// Close does nothing: the bytes are the object's.
func (r *contentReader) Close() error { return nil }
