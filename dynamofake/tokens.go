package dynamofake

import (
	"reflect"
	"strconv"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// tokenLife is how long a ClientRequestToken makes a transaction idempotent.
const tokenLife = 10 * time.Minute

// tokens remember the transactions that were done lately.
type tokens struct {
	mu   sync.Mutex
	done map[string]any // the actions, by token
	ends []tokenEnd     // in the order of time
}

type tokenEnd struct {
	token string
	at    time.Time
}

// check reports whether a transaction was done with a token. One with other actions is an error.
func (k *tokens) check(now time.Time, token string, actions any) (repeated bool, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.expire(now)
	before, known := k.done[token]
	if !known {
		return false, nil
	}
	if !reflect.DeepEqual(before, actions) {
		return false, &types.IdempotentParameterMismatchException{
			Message: aws.String("The provided client token was used with different parameters.")}
	}
	return true, nil
}

// add remembers a transaction that was done.
func (k *tokens) add(now time.Time, token string, actions any) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.done == nil {
		k.done = map[string]any{}
	}
	k.done[token] = actions
	k.ends = append(k.ends, tokenEnd{token, now.Add(tokenLife)})
}

// expire forgets what is too long ago.
func (k *tokens) expire(now time.Time) {
	n := 0
	for n < len(k.ends) && !k.ends[n].at.After(now) {
		delete(k.done, k.ends[n].token)
		n++
	}
	k.ends = k.ends[n:]
}

// reset forgets all.
func (k *tokens) reset() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.done, k.ends = nil, nil
}

func itoa(n int) string { return strconv.Itoa(n) }
