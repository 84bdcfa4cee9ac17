// Package lambdaevents shows that the event types of aws-lambda-go decode what the fakes deliver, and that its runtime runs as a process. It is a
// module of its own, so that awsfake does not depend on that library.
package lambdaevents
