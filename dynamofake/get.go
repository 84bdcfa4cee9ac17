package dynamofake

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/awsfake/awsfake/dynamofake/internal/expr"
)

// getItem reads one item.
func (s *Server) getItem(_ context.Context, in *dynamodb.GetItemInput) (*dynamodb.GetItemOutput, error) {
	e := expressions{names: in.ExpressionAttributeNames, projection: in.ProjectionExpression, attributesToGet: in.AttributesToGet, takesProjection: true}
	if err := e.check(); err != nil {
		return nil, err
	}
	key, err := expr.NormalizeItem(in.Key)
	if err != nil {
		return nil, err
	}
	c, err := e.compile()
	if err != nil {
		return nil, err
	}
	t, err := s.holding(in.TableName)
	if err != nil {
		return nil, err
	}
	if err := t.keys.checkKey(key); err != nil {
		return nil, err
	}
	b := newBill(*in.TableName)
	r, err := t.get(key, c.projection, aws.ToBool(in.ConsistentRead), b)
	if err != nil {
		return nil, err
	}
	return &dynamodb.GetItemOutput{Item: projected(r, c.projection), ConsumedCapacity: b.consumed(in.ReturnConsumedCapacity)}, nil
}

// get reads the record with a key that was checked, for a projection, and adds what it costs to a bill. It is nil if there is none.
func (t *table) get(key expr.Item, p *expr.Projection, consistent bool, b *bill) (r *record, err error) {
	position := t.keys.position(key)
	err = t.read(func() error {
		if p != nil {
			if err := t.checkNested(p.NestedAttributes()); err != nil {
				return err
			}
		}
		if err := t.admitRead(nil); err != nil {
			return err
		}
		r, _ = t.items.Get(position)
		cost := newBill("")
		cost.addRead(sizeOf(r), consistent)
		t.spend(cost, false)
		b.table += cost.table
		return nil
	})
	return r, err
}

// projected is what a projection leaves of a record's item; a nil projection leaves all, a nil record has none.
func projected(r *record, p *expr.Projection) expr.Item {
	if r == nil || p == nil {
		return r.contents()
	}
	return p.Apply(r.item)
}
