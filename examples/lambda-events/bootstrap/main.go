// Bootstrap is a Lambda function as it is deployed: built for provided.al2023, zipped and uploaded. It counts the words of an object in S3.
package main

import (
	"context"
	"errors"
	"io"
	"log"
	"os"
	"strings"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

type request struct{ Bucket, Key string }

type response struct {
	Words    int
	Function string
}

func main() {
	cfg, err := config.LoadDefaultConfig(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	client := s3.NewFromConfig(cfg, func(o *s3.Options) { o.UsePathStyle = true })
	lambda.Start(func(ctx context.Context, in request) (any, error) {
		switch in.Key {
		case "hang":
			select {} // whatever the context says
		case "crash":
			os.Exit(3)
		case "panic":
			panic("out of words")
		case "stream":
			return io.MultiReader(strings.NewReader("to be "), strings.NewReader("continued")), nil
		}
		out, err := client.GetObject(ctx, &s3.GetObjectInput{Bucket: &in.Bucket, Key: &in.Key})
		if err != nil {
			return nil, errors.New("no such text")
		}
		defer out.Body.Close()
		text, err := io.ReadAll(out.Body)
		if err != nil {
			return nil, err
		}
		log.Printf("%s is read", in.Key)
		lc, _ := lambdacontext.FromContext(ctx)
		return response{Words: len(strings.Fields(string(text))), Function: aws.ToString(&lc.InvokedFunctionArn)}, nil
	})
}
