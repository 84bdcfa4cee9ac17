package pipeline

import (
	"context"
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"
)

// An App is the code under test: two Lambda functions. Programs would take the types of their events from aws-lambda-go.
type App struct {
	DB    *dynamodb.Client
	SNS   *sns.Client
	Table string
	Topic string
}

// A queueEvent is what a function gets from a queue.
type queueEvent struct {
	Records []struct{ Body string }
}

// An uploadEvent is what S3 says of new objects.
type uploadEvent struct {
	Records []struct {
		S3 struct{ Object struct{ Key string } }
	}
}

// Enter enters uploaded files into the table.
func (a *App) Enter(ctx context.Context, e queueEvent) error {
	for _, m := range e.Records {
		var uploads uploadEvent
		if err := json.Unmarshal([]byte(m.Body), &uploads); err != nil {
			return err
		}
		for _, r := range uploads.Records {
			_, err := a.DB.PutItem(ctx, &dynamodb.PutItemInput{TableName: &a.Table, Item: map[string]types.AttributeValue{"id": &types.AttributeValueMemberS{Value: r.S3.Object.Key}}})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// A changeEvent is what a function gets from a table's stream.
type changeEvent struct {
	Records []struct {
		EventName string
		DynamoDB  struct{ Keys map[string]struct{ S string } }
	}
}

// Announce publishes what was entered.
func (a *App) Announce(ctx context.Context, e changeEvent) error {
	for _, r := range e.Records {
		if _, err := a.SNS.Publish(ctx, &sns.PublishInput{TopicArn: &a.Topic, Message: aws.String(r.EventName + " " + r.DynamoDB.Keys["id"].S)}); err != nil {
			return err
		}
	}
	return nil
}
