package roundtrip

import (
	"net/http"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/awsfake/awsfake/internal/model/dynamodbmodel"
	"github.com/awsfake/awsfake/internal/wire"
)

// One codec serves all requests of a server; what it builds on first use must
// be whole for whoever comes second. The race detector looks on.
func TestACodecServesRequestsAtTheSameTime(t *testing.T) {
	api := wire.New(&dynamodbmodel.API, attributeValue)
	body := putItem()
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			in := new(dynamodb.PutItemInput)
			sent, err := api.Decode(&wire.Request{Op: api.Operation("PutItem"), Body: body}, in)
			if err == nil {
				err = api.Validate(api.Operation("PutItem"), in, sent)
			}
			if err != nil || len(in.Item) != 16 {
				t.Errorf("%d attributes, %v", len(in.Item), err)
			}
			res := wire.Response{Header: http.Header{}}
			api.Encode(&res, api.Operation("GetItem"), &dynamodb.GetItemOutput{Item: in.Item}, "id")
			api.EncodeError(&res, api.APIError(nil), "id")
		})
	}
	wg.Wait()
}

// Nothing of a request's body is kept, so that it can be pooled.
func TestDecodedInputsDoNotShareTheBody(t *testing.T) {
	api := wire.New(&dynamodbmodel.API, attributeValue)
	op := api.Operation("PutItem")
	body := putItem()
	in, want := new(dynamodb.PutItemInput), new(dynamodb.PutItemInput)
	if _, err := api.Decode(&wire.Request{Op: op, Body: putItem()}, want); err != nil {
		t.Fatal(err)
	}
	if _, err := api.Decode(&wire.Request{Op: op, Body: body}, in); err != nil {
		t.Fatal(err)
	}
	clear(body)
	if !sameValue(in, want) {
		t.Error("the input changed with the body")
	}
}
