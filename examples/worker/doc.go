// Package worker tests a queue worker as its author would: against a fake of SQS alone, in real time and in a bubble.
package worker
