package memorydbfake_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/memorydb"
	"github.com/aws/aws-sdk-go-v2/service/memorydb/types"

	"github.com/awsfake/awsfake/control"
)

// What depends on the world outside of the stack is a matter of fault injection: the client gets it as the type that it is.
func TestInjectedFaults(t *testing.T) {
	f := start(t)
	client := memorydb.New(f.Client.Options(), func(o *memorydb.Options) { o.Retryer = aws.NopRetryer{} })
	calls := map[string]func() error{
		"CreateCluster": func() error {
			_, err := client.CreateCluster(t.Context(), &memorydb.CreateClusterInput{ClusterName: str("orders"), NodeType: str("db.t4g.small"), ACLName: str("open-access")})
			return err
		},
		"UpdateCluster": func() error {
			_, err := client.UpdateCluster(t.Context(), &memorydb.UpdateClusterInput{ClusterName: str("orders"), Description: str("new")})
			return err
		},
		"CreateSubnetGroup": func() error {
			_, err := client.CreateSubnetGroup(t.Context(), &memorydb.CreateSubnetGroupInput{SubnetGroupName: str("sg"), SubnetIds: []string{"subnet-0123456789abcdef0"}})
			return err
		},
		"CreateACL": func() error {
			_, err := client.CreateACL(t.Context(), &memorydb.CreateACLInput{ACLName: str("team")})
			return err
		},
	}
	for _, tt := range []struct {
		op    string
		fault error
	}{
		{"CreateCluster", &types.InsufficientClusterCapacityFault{}}, {"CreateCluster", &types.InvalidCredentialsException{}},
		{"CreateCluster", &types.InvalidVPCNetworkStateFault{}}, {"CreateCluster", &types.ServiceLinkedRoleNotFoundFault{}},
		{"CreateCluster", &types.ClusterQuotaForCustomerExceededFault{}}, {"UpdateCluster", &types.InvalidKMSKeyFault{}},
		{"UpdateCluster", &types.InvalidNodeStateFault{}}, {"CreateSubnetGroup", &types.SubnetNotAllowedFault{}}, {"CreateACL", &types.DefaultUserRequired{}},
	} {
		t.Run(strings.TrimPrefix(fmt.Sprintf("%T", tt.fault), "*types."), func(t *testing.T) {
			f.Inject(control.Fault{Op: tt.op, Times: 1, Err: tt.fault})
			err := calls[tt.op]()
			if target := reflect.New(reflect.TypeOf(tt.fault)); !errors.As(err, target.Interface()) {
				t.Fatalf("%v", err)
			}
		})
	}
	for _, op := range []string{"CreateCluster", "UpdateCluster", "CreateSubnetGroup", "CreateACL"} { // the faults are spent
		if err := calls[op](); err != nil {
			t.Errorf("%s: %v", op, err)
		}
	}
}

func TestQuotas(t *testing.T) {
	f := start(t)
	ctx := t.Context()
	cluster := func(name string, shards, replicas int32) (*memorydb.CreateClusterOutput, error) {
		return f.Client.CreateCluster(ctx, &memorydb.CreateClusterInput{ClusterName: &name, NodeType: str("db.t4g.small"), ACLName: str("open-access"), NumShards: &shards, NumReplicasPerShard: &replicas})
	}
	refused[*types.ShardsPerClusterQuotaExceededFault](t, "500")(cluster("a", 501, 0))
	refused[*types.NodeQuotaForClusterExceededFault](t, "90")(cluster("a", 46, 1))
	for i := range 3 {
		must[memorydb.CreateClusterOutput](t)(cluster(fmt.Sprint("c", i), 90, 0))
	}
	refused[*types.NodeQuotaForCustomerExceededFault](t, "300")(cluster("a", 31, 0))
	must[memorydb.CreateClusterOutput](t)(cluster("a", 30, 0))

	subnets := func(name string, n int) (*memorydb.CreateSubnetGroupOutput, error) {
		in := &memorydb.CreateSubnetGroupInput{SubnetGroupName: &name, SubnetIds: []string{}}
		for i := range n {
			in.SubnetIds = append(in.SubnetIds, fmt.Sprintf("subnet-%017x", i))
		}
		return f.Client.CreateSubnetGroup(ctx, in)
	}
	refused[*types.SubnetQuotaExceededFault](t, "20")(subnets("big", 21))
	refused[*types.InvalidSubnet](t, "")(subnets("none", 0))
	refused[*types.InvalidSubnet](t, "subnet-x")(f.Client.CreateSubnetGroup(ctx, &memorydb.CreateSubnetGroupInput{SubnetGroupName: str("odd"), SubnetIds: []string{"subnet-x"}}))
	must[memorydb.CreateSubnetGroupOutput](t)(subnets("s0", 1))
	refused[*types.SubnetGroupAlreadyExistsFault](t, "s0")(subnets("s0", 1))
	var err error
	for i := 1; err == nil && i < 400; i++ {
		_, err = subnets(fmt.Sprint("s", i), 1)
	}
	refused[*types.SubnetGroupQuotaExceededFault](t, "300")(nil, err)

	err = nil
	for i := 0; err == nil && i < 400; i++ {
		_, err = f.Client.CreateParameterGroup(ctx, &memorydb.CreateParameterGroupInput{ParameterGroupName: aws.String(fmt.Sprint("p", i)), Family: str("memorydb_redis7")})
	}
	refused[*types.ParameterGroupQuotaExceededFault](t, "300")(nil, err)

	err = nil
	for i := 0; err == nil && i < 300; i++ {
		_, err = f.Client.CreateACL(ctx, &memorydb.CreateACLInput{ACLName: aws.String(fmt.Sprint("a", i))})
	}
	refused[*types.ACLQuotaExceededFault](t, "200")(nil, err)
	refused[*types.ACLAlreadyExistsFault](t, "a0")(f.Client.CreateACL(ctx, &memorydb.CreateACLInput{ACLName: str("a0")}))

	err = nil
	for i := 0; err == nil && i < 2100; i++ {
		_, err = f.Client.CreateUser(ctx, &memorydb.CreateUserInput{UserName: aws.String(fmt.Sprint("u", i)), AccessString: str("off"), AuthenticationMode: &types.AuthenticationMode{Type: "iam"}})
	}
	refused[*types.UserQuotaExceededFault](t, "2000")(nil, err)
}

func TestPaging(t *testing.T) {
	f := start(t)
	ctx := t.Context()
	for i := range 25 {
		f.user(fmt.Sprintf("u%02d", i))
	}
	var got []string
	p := memorydb.NewDescribeUsersPaginator(f.Client, &memorydb.DescribeUsersInput{MaxResults: aws.Int32(10)})
	for p.HasMorePages() {
		out := must[memorydb.DescribeUsersOutput](t)(p.NextPage(ctx))
		got = append(got, fmt.Sprint(len(out.Users)))
	}
	if s := strings.Join(got, " "); s != "10 10 6" {
		t.Errorf("pages of %s", s)
	}
	refused[*types.InvalidParameterValueException](t, "MaxResults")(f.Client.DescribeClusters(ctx, &memorydb.DescribeClustersInput{MaxResults: aws.Int32(101)}))
	refused[*types.InvalidParameterValueException](t, "NextToken")(f.Client.DescribeClusters(ctx, &memorydb.DescribeClustersInput{NextToken: str("!")}))
	out := must[memorydb.DescribeUsersOutput](t)(f.Client.DescribeUsers(ctx, &memorydb.DescribeUsersInput{Filters: []types.Filter{{Name: str("authentication"), Values: []string{"iam"}}}}))
	if len(out.Users) != 0 {
		t.Errorf("%d users with IAM", len(out.Users))
	}
	refused[*types.InvalidParameterCombinationException](t, "colour")(f.Client.DescribeUsers(ctx, &memorydb.DescribeUsersInput{Filters: []types.Filter{{Name: str("colour"), Values: []string{"red"}}}}))
}

// Whatever is sent, no request is answered with a 500, and what is refused says so in JSON.
func TestBadInput(t *testing.T) {
	f := start(t)
	deep := strings.Repeat(`{"a":`, 5000) + "1" + strings.Repeat("}", 5000)
	for name, tt := range map[string]struct{ op, body, want string }{
		"an unknown operation":      {"FlyCluster", `{}`, "UnknownOperationException"},
		"malformed JSON":            {"CreateCluster", `{`, "SerializationException"},
		"an array":                  {"CreateCluster", `[]`, "SerializationException"},
		"a number for a text":       {"CreateCluster", `{"ClusterName":1}`, "SerializationException"},
		"a text for a number":       {"CreateCluster", `{"NumShards":"1"}`, "SerializationException"},
		"a fraction for a number":   {"CreateCluster", `{"ClusterName":"a","NodeType":"db.t4g.small","ACLName":"open-access","NumShards":1.5}`, ""},
		"a number too large":        {"CreateCluster", `{"ClusterName":"b","NodeType":"db.t4g.small","ACLName":"open-access","NumShards":1e99}`, "SerializationException"},
		"nothing":                   {"CreateCluster", ``, "InvalidParameterValue"},
		"no required member":        {"CreateUser", `{"UserName":"a"}`, "InvalidParameterValue"},
		"nulls":                     {"CreateUser", `{"UserName":null,"AccessString":null,"AuthenticationMode":null}`, "InvalidParameterValue"},
		"a mode without a type":     {"CreateUser", `{"UserName":"a","AccessString":"on","AuthenticationMode":{}}`, "InvalidParameterValue"},
		"a deep value":              {"CreateUser", deep, "Exception"},
		"a null among the users":    {"CreateACL", `{"ACLName":"a","UserNames":[null]}`, ""},
		"a tag without key":         {"CreateACL", `{"ACLName":"a","Tags":[{"Value":"v"}]}`, "InvalidParameterValue"},
		"a null tag":                {"CreateACL", `{"ACLName":"a","Tags":[null]}`, ""},
		"a parameter without name":  {"UpdateParameterGroup", `{"ParameterGroupName":"default.memorydb-redis7","ParameterNameValues":[{}]}`, "InvalidParameterGroupState"},
		"an update without a name":  {"BatchUpdateCluster", `{"ClusterNames":["a"],"ServiceUpdate":{}}`, "InvalidParameterValue"},
		"an empty list of clusters": {"BatchUpdateCluster", `{"ClusterNames":[]}`, "InvalidParameterValue"},
		"a token of another list":   {"DescribeClusters", `{"NextToken":"AAAA"}`, ""},
		"a filter without values":   {"DescribeUsers", `{"Filters":[{"Name":"status"}]}`, "InvalidParameterValue"},
		"a shard without a name":    {"FailoverShard", `{"ClusterName":"a"}`, "InvalidParameterValue"},
		"an ARN that is empty":      {"ListTags", `{"ResourceArn":""}`, "InvalidARN"},
		"a time that is none":       {"DescribeEvents", `{"StartTime":"soon"}`, "SerializationException"},
		"a duration that overflows": {"DescribeEvents", `{"Duration":2147483647}`, ""},
		"a suffix that is empty":    {"CreateMultiRegionCluster", `{"MultiRegionClusterNameSuffix":"","NodeType":"db.r7g.xlarge"}`, "InvalidParameterValue"},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, f.URL()+"/", bytes.NewReader([]byte(tt.body)))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("X-Amz-Target", "AmazonMemoryDB."+tt.op)
			req.Header.Set("Content-Type", "application/x-amz-json-1.1")
			res, err := f.Config().HTTPClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			body, err := io.ReadAll(res.Body)
			if err != nil {
				t.Fatal(err)
			}
			if res.StatusCode >= 500 || tt.want != "" && (res.StatusCode == 200 || !strings.Contains(string(body), tt.want)) {
				t.Errorf("%s %s, want %s", res.Status, body, tt.want)
			}
		})
	}
}
