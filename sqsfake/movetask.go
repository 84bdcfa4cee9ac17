package sqsfake

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/awsfake/awsfake/internal/core"
)

// maxTasks is how many tasks of a queue AWS lists.
const maxTasks = 10

// A moveTask moves the messages of a dead-letter queue back to where they came from, or elsewhere.
type moveTask struct {
	id          string
	source      *queue
	destination string // ARN, or "" for each message's own source
	perSecond   int32  // 0 for as fast as possible
	started     time.Time
	toMove      int64

	// The server's taskMu guards what follows.
	status  string
	failure string
	moved   int64
	timer   *core.Timer
}

// The states of a task. CANCELLING, which AWS has between RUNNING and CANCELLED, would last no time here.
const (
	taskRunning   = "RUNNING"
	taskCompleted = "COMPLETED"
	taskCancelled = "CANCELLED"
	taskFailed    = "FAILED"
)

// startMessageMoveTask begins to move the messages of a dead-letter queue, at up to 500 per second. Without a limit all are
// moved at once.
func (s *Server) startMessageMoveTask(ctx context.Context, in *sqs.StartMessageMoveTaskInput) (*sqs.StartMessageMoveTaskOutput, error) {
	source, err := s.taskSource(*in.SourceArn)
	if err != nil {
		return nil, err
	}
	if err := s.checkTask(source, in); err != nil {
		return nil, err
	}
	t := &moveTask{id: s.core.NewID(), source: source, destination: aws.ToString(in.DestinationArn),
		perSecond: aws.ToInt32(in.MaxNumberOfMessagesPerSecond), status: taskRunning}
	err = source.do(func(now time.Time) error {
		t.started, t.toMove = now, int64(source.counts.visible)
		return nil
	})
	if err != nil {
		return nil, resourceNotFound("SourceArn")
	}
	s.taskMu.Lock()
	defer s.taskMu.Unlock()
	tasks := s.tasks[source]
	if len(tasks) > 0 && tasks[len(tasks)-1].status == taskRunning {
		return nil, invalidParameter("There is already a task running. Only one active task is allowed for a source queue arn at a given time.")
	}
	s.tasks[source] = append(tasks[max(0, len(tasks)-maxTasks+1):len(tasks):len(tasks)], t)
	s.step(t)
	return &sqs.StartMessageMoveTaskOutput{TaskHandle: aws.String(t.handle())}, nil
}

// taskSource finds the queue that a task moves from.
func (s *Server) taskSource(arn string) (*queue, error) {
	if !isARN(arn) {
		return nil, invalidParameter("You must use this format to specify the SourceArn: arn:<partition>:<service>:<region>:<account-id>:<resource-id>")
	}
	q := s.target(arn)
	if q == nil {
		return nil, resourceNotFound("SourceArn")
	}
	return q, nil
}

// checkTask checks what a task is to do. What was not recorded is worded as github.com/Inqnuam/local-aws-sqs found it on AWS.
func (s *Server) checkTask(source *queue, in *sqs.StartMessageMoveTaskInput) error {
	if len(s.sourcesOf(source.arn)) == 0 {
		return invalidParameter("Source queue must be configured as a Dead Letter Queue.")
	}
	if n := in.MaxNumberOfMessagesPerSecond; n != nil && (*n < 1 || *n > 500) {
		return invalidParameter("Value for parameter MaxNumberOfMessagesPerSecond is invalid. Reason: You must enter a number that's between 1 and 500.")
	}
	if in.DestinationArn == nil {
		return nil
	}
	if !isARN(*in.DestinationArn) {
		return invalidParameter("You must use this format to specify the DestinationArn: arn:<partition>:<service>:<region>:<account-id>:<resource-id>")
	}
	switch destination := s.target(*in.DestinationArn); {
	case destination == nil:
		return resourceNotFound("DestinationArn")
	case destination == source:
		return invalidParameter("Source queue arn and destination queue arn cannot be the same.")
	case destination.fifo != source.fifo:
		return invalidParameter("The source queue and destination queue must be of the same queue type.")
	}
	return nil
}

// isARN reports whether a text is the ARN of a queue, be it of one that does not exist.
func isARN(s string) bool {
	parts := strings.Split(s, ":")
	return len(parts) == 6 && parts[0] == "arn" && parts[2] == "sqs"
}

// step moves what is due, and sees to the next step. It is called with taskMu held.
func (s *Server) step(t *moveTask) {
	for t.status == taskRunning {
		if t.moved >= t.toMove {
			t.status = taskCompleted
			return
		}
		reason, ok := s.moveNext(t)
		switch {
		case reason != "":
			t.status, t.failure = taskFailed, reason
			return
		case !ok: // received or expired meanwhile
			t.status = taskCompleted
			return
		}
		t.moved++
		if t.perSecond > 0 && t.moved < t.toMove {
			next := t.started.Add(time.Duration(t.moved) * time.Second / time.Duration(t.perSecond))
			t.timer = s.core.AfterFunc(next, func() {
				s.taskMu.Lock()
				defer s.taskMu.Unlock()
				s.step(t)
			})
			return
		}
	}
}

// moveNext moves the first visible message of the task's source. It returns why it failed, or ok false if there is none.
func (s *Server) moveNext(t *moveTask) (failure string, ok bool) {
	to := t.destination
	if to == "" {
		err := t.source.do(func(time.Time) error {
			if m := t.source.order.next(nil); m != nil {
				to, ok = m.source, true
			}
			return nil
		})
		switch {
		case err != nil:
			return "AWS.SimpleQueueService.NonExistentQueue", false
		case !ok:
			return "", false
		case to == "": // sent to the dead-letter queue directly
			return "CouldNotDetermineMessageSource", false
		}
	}
	target := s.target(to)
	if target == nil {
		return "AWS.SimpleQueueService.NonExistentQueue", false // recorded: move_task_delete_destination_queue_while_running
	}
	return s.transfer(t.source, target, t.destination == "")
}

// transfer moves the first visible message from one queue to another, as a new one with a new id and a new time (Developer Guide,
// dead-letter queue redrive). If it must go home it goes only where it came from.
func (s *Server) transfer(from, to *queue, home bool) (failure string, ok bool) {
	first, second := from, to
	if second.id < first.id {
		first, second = second, first
	}
	first.mu.Lock()
	if second != first { // a queue may be its own dead-letter queue
		second.mu.Lock()
	}
	failure, ok = s.transferLocked(from, to, home)
	if second != first {
		second.mu.Unlock()
	}
	first.mu.Unlock()
	from.bury()
	to.bury()
	return failure, ok
}

// transferLocked is transfer with both queues locked, which nothing else ever does: they are locked in the order of their ids.
func (s *Server) transferLocked(from, to *queue, home bool) (failure string, ok bool) {
	if from.deleted || to.deleted {
		return "AWS.SimpleQueueService.NonExistentQueue", false
	}
	now := s.core.Now()
	from.update(now)
	old := from.order.next(nil)
	if old == nil {
		return "", false
	}
	if home && old.source != to.arn { // another was first meanwhile
		return "CouldNotDetermineMessageSource", false
	}
	from.remove(old)
	c := *old.content
	c.id, c.sentAt = s.core.NewID(), now
	to.update(now)
	to.add(&message{content: &c, dedupID: old.dedupID, enqueuedAt: now}, to.settings.Load().delay, now)
	to.serve(now)
	return "", true
}

// cancelMessageMoveTask stops a task that runs. What it has moved stays where it is.
func (s *Server) cancelMessageMoveTask(ctx context.Context, in *sqs.CancelMessageMoveTaskInput) (*sqs.CancelMessageMoveTaskOutput, error) {
	id, arn, ok := parseTaskHandle(*in.TaskHandle)
	if !ok {
		return nil, invalidParameter("Value for parameter TaskHandle is invalid.")
	}
	source, err := s.taskSource(arn)
	if err != nil {
		return nil, err
	}
	s.taskMu.Lock()
	defer s.taskMu.Unlock()
	i := slices.IndexFunc(s.tasks[source], func(t *moveTask) bool { return t.id == id })
	if i < 0 {
		return nil, &types.ResourceNotFoundException{Message: aws.String("Task does not exist.")}
	}
	t := s.tasks[source][i]
	if t.status != taskRunning { // the wording is a guess
		return nil, &types.UnsupportedOperation{Message: aws.String("Only a task that is running can be cancelled.")}
	}
	t.status = taskCancelled
	s.core.Stop(t.timer)
	return &sqs.CancelMessageMoveTaskOutput{ApproximateNumberOfMessagesMoved: t.moved}, nil
}

// listMessageMoveTasks lists the tasks of a queue, the latest first: one by default, at most 10.
func (s *Server) listMessageMoveTasks(ctx context.Context, in *sqs.ListMessageMoveTasksInput) (*sqs.ListMessageMoveTasksOutput, error) {
	source, err := s.taskSource(*in.SourceArn)
	if err != nil {
		return nil, err
	}
	limit := 1
	if n := in.MaxResults; n != nil {
		if limit = int(*n); limit < 1 || limit > maxTasks { // the wording is a guess
			return nil, invalidValue(limit, "MaxResults", "Must be between 1 and 10, if provided.")
		}
	}
	s.taskMu.Lock()
	defer s.taskMu.Unlock()
	out := &sqs.ListMessageMoveTasksOutput{}
	for _, t := range slices.Backward(s.tasks[source]) {
		if len(out.Results) < limit {
			out.Results = append(out.Results, t.entry())
		}
	}
	return out, nil
}

// entry describes a task as it was recorded: with a handle only while it runs.
func (t *moveTask) entry() types.ListMessageMoveTasksResultEntry {
	e := types.ListMessageMoveTasksResultEntry{
		ApproximateNumberOfMessagesMoved: t.moved, ApproximateNumberOfMessagesToMove: &t.toMove,
		SourceArn: &t.source.arn, DestinationArn: optional(t.destination), FailureReason: optional(t.failure),
		StartedTimestamp: t.started.UnixMilli(), Status: aws.String(t.status),
	}
	if t.perSecond > 0 {
		e.MaxNumberOfMessagesPerSecond = &t.perSecond
	}
	if t.status == taskRunning {
		e.TaskHandle = aws.String(t.handle())
	}
	return e
}

// A taskHandle is what a task handle says, in the form that LocalStack's test_basic_move_task_workflow validated.
type taskHandle struct {
	TaskID    string `json:"taskId"`
	SourceARN string `json:"sourceArn"`
}

func (t *moveTask) handle() string {
	b, _ := json.Marshal(taskHandle{t.id, t.source.arn}) // strings alone never fail
	return base64.StdEncoding.EncodeToString(b)
}

func parseTaskHandle(text string) (id, source string, ok bool) {
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return "", "", false
	}
	var h taskHandle
	if json.Unmarshal(b, &h) != nil || h.TaskID == "" || h.SourceARN == "" {
		return "", "", false
	}
	return h.TaskID, h.SourceARN, true
}
