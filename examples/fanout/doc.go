// Package fanout tests a topic with its subscribers as their author would: queues, a webhook and a mailbox, filters and retries.
package fanout
