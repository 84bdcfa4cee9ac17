// Package archive tests a program that archives events through Firehose: what is refused is sent again, and what is buffered is in the
// bucket when the interval has passed, of which no test waits a second.
package archive
