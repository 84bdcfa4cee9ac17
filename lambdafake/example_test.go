package lambdafake_test

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"github.com/awsfake/awsfake/lambdafake"
)

func ExampleServer_Handle() {
	srv := lambdafake.New() // in a test: lambdafake.Start(t)
	defer srv.Close()
	srv.Handle("greet", func(ctx context.Context, name string) (string, error) { return "Hello, " + name, nil })

	out, err := srv.Client.Invoke(context.Background(), &lambda.InvokeInput{FunctionName: aws.String("greet"), Payload: []byte(`"Ada"`)})
	fmt.Println(string(out.Payload), err)
	// Output: "Hello, Ada" <nil>
}

func ExampleServer_Invocations() {
	srv := lambdafake.New()
	defer srv.Close()
	srv.Handle("job", func() error { return fmt.Errorf("no") })

	srv.Client.Invoke(context.Background(), &lambda.InvokeInput{FunctionName: aws.String("job")})
	for _, run := range srv.Invocations("job") {
		fmt.Printf("%s: %v\n", run.Payload, run.Err)
	}
	// Output: {}: no
}
