package dynamofake_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/awsfake/awsfake/dynamofake"
)

func (f *fixture) expiring(table string, on bool, attribute string) error {
	_, err := f.Client.UpdateTimeToLive(f.t.Context(), &dynamodb.UpdateTimeToLiveInput{TableName: &table, TimeToLiveSpecification: &types.TimeToLiveSpecification{Enabled: &on, AttributeName: &attribute}})
	return err
}

// in returns the second after a time from now.
func (f *fixture) in(d time.Duration) value { return num(fmt.Sprint(f.Clock.Now().Add(d).Unix())) }

func (f *fixture) keys(table string) string {
	f.t.Helper()
	var l []string
	for _, it := range dynamofake.Items[item](f.Server, table) {
		l = append(l, it["pk"].(*types.AttributeValueMemberS).Value)
	}
	return strings.Join(l, " ")
}

func TestTimeToLive(t *testing.T) {
	t.Run("deletes_items_when_the_clock_reaches_their_second", func(t *testing.T) {
		f := start(t)
		f.table("sessions", "pk", streaming("OLD_IMAGE"))
		f.put("sessions", item{"pk": str("before"), "exp": f.in(time.Hour)})
		f.ok(f.expiring("sessions", true, "exp"))
		f.Server.Put("sessions", item{"pk": str("seeded"), "exp": f.in(2 * time.Hour)})
		f.put("sessions", item{"pk": str("later"), "exp": f.in(3 * time.Hour)}, item{"pk": str("text"), "exp": str("0")}, item{"pk": str("never")},
			item{"pk": str("ancient"), "exp": num("1000")}, item{"pk": str("past"), "exp": f.in(-time.Hour)})
		if got := f.keys("sessions"); got != "ancient before later never past seeded text" {
			t.Error(got)
		}
		for _, tt := range []struct {
			by   time.Duration
			want string
		}{
			{time.Minute, "ancient before later never seeded text"},
			{59 * time.Minute, "ancient later never seeded text"},
			{time.Hour, "ancient later never text"},
		} {
			f.Clock.Advance(tt.by)
			if got := f.keys("sessions"); got != tt.want {
				t.Errorf("after %v: %s", tt.by, got)
			}
		}
		f.put("sessions", item{"pk": str("later"), "exp": f.in(24 * time.Hour)}) // put off
		f.Clock.Advance(2 * time.Hour)
		if got := f.keys("sessions"); got != "ancient later never text" {
			t.Error(got)
		}
		r := f.reader("sessions")
		it, err := r.iterator("TRIM_HORIZON")
		f.ok(err)
		l, _ := r.records(it)
		expired := 0
		for _, rec := range l {
			if rec.UserIdentity != nil {
				expired++
				if *rec.UserIdentity.PrincipalId != "dynamodb.amazonaws.com" || *rec.UserIdentity.Type != "Service" || rec.EventName != "REMOVE" {
					t.Errorf("%+v", rec.UserIdentity)
				}
			}
		}
		if expired != 3 {
			t.Errorf("%d records of expiry", expired)
		}
	})
	t.Run("is_turned_on_and_off_once", func(t *testing.T) {
		f := start(t, func(o *dynamofake.Options) { o.Lifecycle = time.Minute })
		f.table("sessions", "pk")
		status := func() string {
			t.Helper()
			out, err := f.Client.DescribeTimeToLive(t.Context(), &dynamodb.DescribeTimeToLiveInput{TableName: text("sessions")})
			f.ok(err)
			return string(out.TimeToLiveDescription.TimeToLiveStatus) + aws.ToString(out.TimeToLiveDescription.AttributeName)
		}
		f.Clock.Advance(time.Minute)
		refused(t, f.expiring("sessions", false, "exp"), "TimeToLive is already disabled")
		f.ok(f.expiring("sessions", true, "exp"))
		refused(t, f.expiring("sessions", true, "exp"), "TimeToLive is already enabled")
		if s := status(); s != "ENABLINGexp" {
			t.Error(s)
		}
		f.Clock.Advance(time.Minute)
		if s := status(); s != "ENABLEDexp" {
			t.Error(s)
		}
		refused(t, f.expiring("sessions", true, "other"), "TimeToLive is active on a different AttributeName: current AttributeName is exp")
		f.put("sessions", item{"pk": str("a"), "exp": f.in(time.Hour)})
		f.ok(f.expiring("sessions", false, "exp"))
		f.Clock.Advance(2 * time.Hour)
		if s := status(); s != "DISABLED" || f.keys("sessions") != "a" {
			t.Error(s, f.keys("sessions"))
		}
		wantError(t, f.expiring("none", true, "exp"), "ResourceNotFoundException", "Requested resource not found: Table: none not found")
	})
}
