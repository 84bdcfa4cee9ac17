package s3fake

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// Lifecycle rules act at midnight UTC, as on AWS; AWS may take hours until objects are really gone.
// Source: Expiring objects and Understanding S3 Lifecycle transitions, Amazon S3 User Guide.

const day = 24 * time.Hour

// nextMidnight returns the end of the day of t.
func nextMidnight(t time.Time) time.Time { return t.Truncate(day).Add(day) }

// due returns when days have passed since t, counted as S3 does: to the midnight that follows.
func due(t time.Time, days int32) time.Time {
	end := t.Add(time.Duration(days) * day)
	if midnight := end.Truncate(day); midnight.Equal(end) {
		return midnight
	}
	return nextMidnight(end)
}

// minTransition is the size in bytes below which objects stay where they are, unless the filter says something about sizes.
// Source: Lifecycle configuration elements, TransitionDefaultMinimumObjectSize.
const minTransition = 128 << 10

// watchLifecycle has the rules of a bucket applied at every midnight, as long as it has any.
func (s *Server) watchLifecycle(b *bucket) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.watched && !b.deleted {
		b.watched = true
		s.armLifecycle(b)
	}
}

func (s *Server) armLifecycle(b *bucket) {
	s.core.AfterFunc(nextMidnight(s.core.Now()), func() {
		s.core.Go(func(ctx context.Context) { s.applyLifecycle(ctx, b) })
	})
}

// applyLifecycle does what the rules say, tells of it, and waits for the next midnight.
func (s *Server) applyLifecycle(ctx context.Context, b *bucket) {
	if found, err := s.find(&b.name, nil); err != nil || found != b {
		return
	}
	var l []occurrence
	b.do(func(now time.Time) error {
		if b.watched = b.lifecycle != nil; b.watched {
			l = b.age(now)
			s.armLifecycle(b)
		}
		return nil
	})
	for _, o := range l {
		s.notify(ctx, b, strings.TrimPrefix(string(o.event), "s3:"), o.key, o.version)
	}
}

// age applies the rules to everything in the bucket.
func (b *bucket) age(now time.Time) (l []occurrence) {
	rules := slices.DeleteFunc(slices.Clone(b.lifecycle.rules), func(r types.LifecycleRule) bool { return r.Status != types.ExpirationStatusEnabled })
	var objects []*object
	for _, o := range b.keys.All() {
		objects = append(objects, o)
	}
	for _, o := range objects {
		for i := range rules {
			l = append(l, b.ageNoncurrent(&rules[i], o, now)...)
			l = append(l, b.ageCurrent(&rules[i], o, now)...)
		}
	}
	var uploads []*upload
	for _, u := range b.uploads.All() {
		uploads = append(uploads, u...)
	}
	for _, u := range uploads {
		if slices.ContainsFunc(rules, func(r types.LifecycleRule) bool { return abandons(&r, u, now) }) {
			b.end(u)
		}
	}
	return l
}

func abandons(r *types.LifecycleRule, u *upload, now time.Time) bool {
	a := r.AbortIncompleteMultipartUpload
	return a != nil && strings.HasPrefix(u.key, rulePrefix(r)) && !due(u.initiated, *a.DaysAfterInitiation).After(now)
}

// applies reports whether a rule is about a version.
func applies(r *types.LifecycleRule, key string, v *version) bool {
	if !strings.HasPrefix(key, rulePrefix(r)) {
		return false
	}
	for _, t := range ruleTags(r) {
		if !slices.ContainsFunc(v.tags, func(u types.Tag) bool { return *u.Key == *t.Key && aws.ToString(u.Value) == aws.ToString(t.Value) }) {
			return false
		}
	}
	more, less := ruleSizes(r)
	return (more == nil || v.content.size > *more) && (less == nil || v.content.size < *less)
}

// ruleSizes returns the bounds of a rule's filter.
func ruleSizes(r *types.LifecycleRule) (more, less *int64) {
	switch {
	case r.Filter == nil:
		return nil, nil
	case r.Filter.And != nil:
		return r.Filter.And.ObjectSizeGreaterThan, r.Filter.And.ObjectSizeLessThan
	}
	return r.Filter.ObjectSizeGreaterThan, r.Filter.ObjectSizeLessThan
}

// expiry returns when a rule lets a version expire; ok is false if it does not.
func expiry(r *types.LifecycleRule, v *version) (t time.Time, ok bool) {
	switch e := r.Expiration; {
	case e == nil:
		return t, false
	case e.Date != nil:
		return *e.Date, true
	case e.Days != nil:
		return due(v.modified, *e.Days), true
	}
	return t, false
}

// ageCurrent applies a rule to the current version of an object, which may be a delete marker.
func (b *bucket) ageCurrent(r *types.LifecycleRule, o *object, now time.Time) []occurrence {
	if len(o.versions) == 0 {
		return nil
	}
	v := o.current()
	at, expires := expiry(r, v)
	expires = expires && !at.After(now)
	switch {
	case !applies(r, o.key, v):
		return nil
	case v.marker:
		if len(o.versions) == 1 && (expires || r.Expiration != nil && aws.ToBool(r.Expiration.ExpiredObjectDeleteMarker)) {
			b.discard(o, v.id)
			return []occurrence{{types.EventS3LifecycleExpirationDelete, o.key, v}}
		}
		return nil
	case expires:
		d, _ := b.delete(o.key, nil, false, now) // without an id it cannot fail
		if d.marker {
			return []occurrence{{types.EventS3LifecycleExpirationDeleteMarkerCreated, o.key, d.version}}
		}
		return []occurrence{{types.EventS3LifecycleExpirationDelete, o.key, d.version}}
	}
	class := v.class
	for _, t := range r.Transitions {
		if t.Date != nil && !t.Date.After(now) || t.Days != nil && !due(v.modified, *t.Days).After(now) {
			class = b.colder(class, t.StorageClass)
		}
	}
	return b.transition(r, o, v, class)
}

// ageNoncurrent applies a rule to the versions of an object that others have followed.
func (b *bucket) ageNoncurrent(r *types.LifecycleRule, o *object, now time.Time) (l []occurrence) {
	versions := slices.Clone(o.versions)
	for i, newer := len(versions)-2, int32(0); i >= 0; i, newer = i-1, newer+1 {
		v, since := versions[i], versions[i+1].modified
		if !applies(r, o.key, v) {
			continue
		}
		if e := r.NoncurrentVersionExpiration; e != nil && newer >= aws.ToInt32(e.NewerNoncurrentVersions) && !due(since, aws.ToInt32(e.NoncurrentDays)).After(now) {
			if d, err := b.deleteVersion(o, v.id, false, now); err == nil && d.version != nil {
				l = append(l, occurrence{types.EventS3LifecycleExpirationDelete, o.key, v})
			}
			continue
		}
		class := v.class
		for _, t := range r.NoncurrentVersionTransitions {
			if newer >= aws.ToInt32(t.NewerNoncurrentVersions) && !due(since, *t.NoncurrentDays).After(now) {
				class = b.colder(class, t.StorageClass)
			}
		}
		if !v.marker {
			l = append(l, b.transition(r, o, v, class)...)
		}
	}
	return l
}

// classes are the storage classes in the order in which objects can move down.
// Source: Transitioning objects using Amazon S3 Lifecycle, the waterfall.
var classes = []types.StorageClass{
	types.StorageClassStandard, types.StorageClassStandardIa, types.StorageClassIntelligentTiering, types.StorageClassOnezoneIa, types.StorageClassGlacierIr,
	types.StorageClassGlacier, types.StorageClassDeepArchive,
}

// colder returns the class to which a transition moves an object: it never moves up.
func (b *bucket) colder(from types.StorageClass, to types.TransitionStorageClass) types.StorageClass {
	if slices.Index(classes, types.StorageClass(to)) > slices.Index(classes, from) {
		return types.StorageClass(to)
	}
	return from
}

// transition moves a version to a class.
func (b *bucket) transition(r *types.LifecycleRule, o *object, v *version, class types.StorageClass) []occurrence {
	if class == v.class {
		return nil
	}
	more, less := ruleSizes(r)
	archive := class == types.StorageClassGlacier || class == types.StorageClassDeepArchive
	small := v.content.size < minTransition && more == nil && less == nil
	if small && !(archive && b.lifecycle.minimumSize == types.TransitionDefaultMinimumObjectSizeVariesByStorageClass) {
		return nil
	}
	v = b.replace(o, v, func(v *version) { v.class = class })
	return []occurrence{{types.EventS3LifecycleTransition, o.key, v}}
}

// expiration is the header that tells when an object will expire, and by which rule; nil if it will not.
func (b *bucket) expiration(key string, v *version) *string {
	if b.lifecycle == nil {
		return nil
	}
	var header *string
	var first time.Time
	for i := range b.lifecycle.rules {
		r := &b.lifecycle.rules[i]
		if r.Status != types.ExpirationStatusEnabled || !applies(r, key, v) {
			continue
		}
		if t, ok := expiry(r, v); ok && (header == nil || t.Before(first)) {
			first = t
			header = aws.String(fmt.Sprintf("expiry-date=%q, rule-id=%q", t.UTC().Format(http.TimeFormat), url.QueryEscape(*r.ID)))
		}
	}
	return header
}
