package memorydbfake_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/memorydb"
	"github.com/aws/aws-sdk-go-v2/service/memorydb/types"

	"github.com/awsfake/awsfake/memorydbfake"
)

// In a test it is memorydbfake.Start(t), which closes the server too.
func Example() {
	srv := memorydbfake.New(func(o *memorydbfake.Options) { o.Lifecycle = 10 * time.Minute })
	defer srv.Close()
	ctx := context.Background()
	describe := func() string {
		out, err := srv.Client.DescribeClusters(ctx, &memorydb.DescribeClustersInput{ClusterName: aws.String("sessions")})
		if err != nil {
			return err.Error()
		}
		return *out.Clusters[0].Status
	}

	_, err := srv.Client.CreateCluster(ctx, &memorydb.CreateClusterInput{
		ClusterName: aws.String("sessions"), NodeType: aws.String("db.t4g.small"), ACLName: aws.String("open-access"),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("the cluster is", describe())
	srv.Clock.Advance(10 * time.Minute) // nobody waits for a cluster
	fmt.Println("the cluster is", describe())

	_, err = srv.Client.DeleteACL(ctx, &memorydb.DeleteACLInput{ACLName: aws.String("team")})
	var missing *types.ACLNotFoundFault
	fmt.Println(errors.As(err, &missing))
	// Output:
	// the cluster is creating
	// the cluster is available
	// true
}

// An engine is whatever speaks the protocol of Redis; examples/memorydb-redis has miniredis.
func ExampleEngine() {
	start := func(c memorydbfake.Cluster) (memorydbfake.Engine, error) {
		fmt.Println("start", c.Name, c.Engine, c.Version, "for", c.Users[0].Name)
		return memorydbfake.Engine{Addr: "127.0.0.1:7000", Stop: func() { fmt.Println("stop", c.Name) }}, nil
	}
	srv := memorydbfake.New(func(o *memorydbfake.Options) { o.StartEngine = start })
	defer srv.Close()
	ctx := context.Background()

	srv.Client.CreateCluster(ctx, &memorydb.CreateClusterInput{
		ClusterName: aws.String("sessions"), NodeType: aws.String("db.t4g.small"), ACLName: aws.String("open-access"), Engine: aws.String("valkey"),
	})
	out, err := srv.Client.DescribeClusters(ctx, &memorydb.DescribeClustersInput{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(*out.Clusters[0].ClusterEndpoint.Address, out.Clusters[0].ClusterEndpoint.Port)
	// Output:
	// start sessions valkey 7.3 for default
	// 127.0.0.1 7000
	// stop sessions
}
