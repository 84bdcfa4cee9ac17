package core

import (
	"encoding/hex"
	"math/rand/v2"
	"sync"

	"github.com/google/uuid"
)

// ids are pseudo-random from a fixed seed: the same calls in the same order get the same ids in every run.
type ids struct {
	idMu sync.Mutex
	rand *rand.ChaCha8
}

func (i *ids) init() { i.rand = rand.NewChaCha8([32]byte([]byte("awsfake: the seed of all its ids"))) }

// NewID returns a new UUID.
func (i *ids) NewID() string {
	i.idMu.Lock()
	defer i.idMu.Unlock()
	id, err := uuid.NewRandomFromReader(i.rand)
	if err != nil {
		panic(err) // a ChaCha8 never fails to read
	}
	return id.String()
}

// NewHex returns n new random bytes in hexadecimal.
func (i *ids) NewHex(n int) string {
	b := make([]byte, n)
	i.idMu.Lock()
	i.rand.Read(b)
	i.idMu.Unlock()
	return hex.EncodeToString(b)
}
