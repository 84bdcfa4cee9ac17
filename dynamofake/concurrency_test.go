package dynamofake_test

import (
	"errors"
	"math/rand/v2"
	"strconv"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

func (f *fixture) number(table string, key item, attribute string) int {
	f.t.Helper()
	n, ok := f.get(table, key)[attribute].(*types.AttributeValueMemberN)
	if !ok {
		f.t.Fatalf("%v has no %s", key, attribute)
	}
	i, err := strconv.Atoi(n.Value)
	f.ok(err)
	return i
}

// Increments under optimistic locking, and those that the service does itself, are never lost.
func TestNoUpdateIsLost(t *testing.T) {
	const workers, each = 8, 40
	f := start(t)
	f.table("counters", "pk")
	f.put("counters", item{"pk": str("locked"), "n": num("0")}, item{"pk": str("added"), "n": num("0")})
	var work sync.WaitGroup
	for range workers {
		work.Go(func() {
			for range each {
				for done := false; !done; {
					out, err := f.Client.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: aws.String("counters"), Key: item{"pk": str("locked")}})
					if err != nil {
						t.Error(err)
						return
					}
					was, _ := strconv.Atoi(out.Item["n"].(*types.AttributeValueMemberN).Value)
					_, err = f.Client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: aws.String("counters"), Item: item{"pk": str("locked"), "n": number(was + 1)},
						ConditionExpression: aws.String("n = :was"), ExpressionAttributeValues: item{":was": number(was)}})
					var failed *types.ConditionalCheckFailedException
					if err != nil && !errors.As(err, &failed) {
						t.Error(err)
						return
					}
					done = err == nil
				}
				if _, err := f.Client.UpdateItem(t.Context(), &dynamodb.UpdateItemInput{TableName: aws.String("counters"), Key: item{"pk": str("added")},
					UpdateExpression: aws.String("ADD n :one"), ExpressionAttributeValues: item{":one": num("1")}}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	work.Wait()
	for _, pk := range []string{"locked", "added"} {
		if n := f.number("counters", item{"pk": str(pk)}, "n"); n != workers*each {
			t.Errorf("%s counts %d, want %d", pk, n, workers*each)
		}
	}
}

// Transfers between accounts of two tables keep the sum, which every transactional read sees.
func TestTransactionsAreIsolated(t *testing.T) {
	const workers, each, accounts, money = 6, 40, 5, 100
	f := start(t)
	var reads []types.TransactGetItem
	account := func(n int) (table string, key item) {
		return []string{"left", "right"}[n%2], item{"pk": str("account" + strconv.Itoa(n))}
	}
	f.table("left", "pk")
	f.table("right", "pk")
	for n := range accounts {
		table, key := account(n)
		f.put(table, item{"pk": key["pk"], "money": number(money)})
		reads = append(reads, types.TransactGetItem{Get: &types.Get{TableName: &table, Key: key}})
	}
	sum := func() (sum int) {
		out, err := f.Client.TransactGetItems(t.Context(), &dynamodb.TransactGetItemsInput{TransactItems: reads})
		if err != nil {
			t.Error(err)
			return
		}
		for _, r := range out.Responses {
			n, _ := strconv.Atoi(r.Item["money"].(*types.AttributeValueMemberN).Value)
			if n < 0 {
				t.Errorf("an account has %d", n)
			}
			sum += n
		}
		return sum
	}
	var work sync.WaitGroup
	for w := range workers {
		work.Go(func() {
			random := rand.New(rand.NewPCG(1, uint64(w)))
			for range each {
				from := random.IntN(accounts)
				to := (from + 1 + random.IntN(accounts-1)) % accounts
				move := func(n int, by string, condition *string) types.TransactWriteItem {
					table, key := account(n)
					return types.TransactWriteItem{Update: &types.Update{TableName: &table, Key: key, UpdateExpression: aws.String("SET money = money " + by + " :n"),
						ConditionExpression: condition, ExpressionAttributeValues: item{":n": num("30")}}}
				}
				_, err := f.Client.TransactWriteItems(t.Context(), &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{
					move(to, "+", nil), move(from, "-", aws.String("money >= :n"))}})
				var cancelled *types.TransactionCanceledException
				if err != nil && !errors.As(err, &cancelled) {
					t.Error(err)
				}
				if got := sum(); got != accounts*money {
					t.Errorf("the sum is %d, want %d", got, accounts*money)
				}
			}
		})
	}
	work.Wait()
}
