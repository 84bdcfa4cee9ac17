// Package pipeline shows a whole event-driven application in one test: an upload to S3 is announced in a queue, a Lambda function enters
// it into a table, the table's stream calls a second function, which publishes to a topic, and a queue has the result.
package pipeline
