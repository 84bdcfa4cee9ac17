package firehosefake

import (
	"context"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/firehose"
	"github.com/aws/aws-sdk-go-v2/service/firehose/types"
)

// maxTags is how many tags a stream may have (API reference, TagDeliveryStream).
const maxTags = 50

// updateDestination changes the settings of the destination that the request has, if the stream is of the version that it names.
// Another kind of destination takes the place of the old one, but S3 and extended S3 are one.
func (s *Server) updateDestination(ctx context.Context, in *firehose.UpdateDestinationInput) (*firehose.UpdateDestinationOutput, error) {
	st, err := s.find(in.DeliveryStreamName)
	if err != nil {
		return nil, err
	}
	st.mu.Lock()
	defer st.unlock()
	if st.status != types.DeliveryStreamStatusActive {
		return nil, st.notActive()
	}
	if *in.CurrentDeliveryStreamVersionId != strconv.Itoa(st.version) {
		return nil, &types.ConcurrentModificationException{Message: text("Cannot update firehose: %s since the current version id: %d and specified version id: %s do not match",
			st.name, st.version, *in.CurrentDeliveryStreamVersionId)}
	}
	if *in.DestinationId != destinationID || st.dest == nil {
		return nil, invalid("Destination Id %s not found", *in.DestinationId)
	}
	changed, err := st.dest.updated(in)
	if err != nil {
		return nil, err
	}
	st.flushAll() // with the settings under which they came
	st.dest = changed
	st.version++
	st.updated = s.core.Now()
	return &firehose.UpdateDestinationOutput{}, nil
}

func (st *stream) notActive() error {
	return &types.ResourceInUseException{Message: text("Firehose %s under account %s is in state %s.", st.name, st.server.core.AccountID, st.status)}
}

// startDeliveryStreamEncryption turns encryption on, which only the answers show.
func (s *Server) startDeliveryStreamEncryption(ctx context.Context, in *firehose.StartDeliveryStreamEncryptionInput) (*firehose.StartDeliveryStreamEncryptionOutput, error) {
	c := in.DeliveryStreamEncryptionConfigurationInput
	if c == nil {
		c = &types.DeliveryStreamEncryptionConfigurationInput{KeyType: types.KeyTypeAwsOwnedCmk}
	}
	e, err := encryptionOf(c)
	if err != nil {
		return nil, err
	}
	err = s.encrypt(in.DeliveryStreamName, func(st *stream) error {
		e.Status = types.DeliveryStreamEncryptionStatusEnabling
		st.encryption = e
		return nil
	}, types.DeliveryStreamEncryptionStatusEnabled)
	return &firehose.StartDeliveryStreamEncryptionOutput{}, err
}

// stopDeliveryStreamEncryption turns encryption off.
func (s *Server) stopDeliveryStreamEncryption(ctx context.Context, in *firehose.StopDeliveryStreamEncryptionInput) (*firehose.StopDeliveryStreamEncryptionOutput, error) {
	err := s.encrypt(in.DeliveryStreamName, func(st *stream) error {
		if st.encryption.Status == types.DeliveryStreamEncryptionStatusDisabled {
			return invalid("Encryption is not enabled for firehose %s.", st.name)
		}
		st.encryption = &types.DeliveryStreamEncryptionConfiguration{KeyType: st.encryption.KeyType, KeyARN: st.encryption.KeyARN, Status: types.DeliveryStreamEncryptionStatusDisabling}
		return nil
	}, types.DeliveryStreamEncryptionStatusDisabled)
	return &firehose.StopDeliveryStreamEncryptionOutput{}, err
}

// encrypt begins a change of a stream's encryption, which ends with a status.
func (s *Server) encrypt(name *string, begin func(*stream) error, end types.DeliveryStreamEncryptionStatus) error {
	st, err := s.find(name)
	if err != nil {
		return err
	}
	st.mu.Lock()
	if st.status != types.DeliveryStreamStatusActive {
		err = st.notActive()
	} else if st.kind != types.DeliveryStreamTypeDirectPut {
		err = invalid("Server-side encryption is supported for DirectPut delivery streams only.")
	} else {
		err = begin(st)
	}
	e := st.encryption
	st.mu.Unlock()
	if err != nil {
		return err
	}
	s.core.AfterLifecycle(func() {
		st.mu.Lock()
		defer st.mu.Unlock()
		if st.encryption == e { // and no later change
			done := *e
			done.Status = end
			if end == types.DeliveryStreamEncryptionStatusDisabled {
				done.KeyARN, done.KeyType = nil, ""
			}
			st.encryption = &done
		}
	})
	return nil
}

var keyPattern = regexp.MustCompile(`^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/.+$`)

// encryptionOf checks a key: one of the customer has an ARN, which must not be that of an alias (API reference).
func encryptionOf(c *types.DeliveryStreamEncryptionConfigurationInput) (*types.DeliveryStreamEncryptionConfiguration, error) {
	if (c.KeyType == types.KeyTypeCustomerManagedCmk) != (c.KeyARN != nil) {
		return nil, invalid("KeyARN must be specified if and only if KeyType is CUSTOMER_MANAGED_CMK.")
	}
	if c.KeyARN != nil && !keyPattern.MatchString(*c.KeyARN) {
		return nil, &types.InvalidKMSResourceException{Message: text("KeyARN %s is not the ARN of a KMS key.", *c.KeyARN), Code: aws.String("InvalidKeyArn")}
	}
	return &types.DeliveryStreamEncryptionConfiguration{KeyType: c.KeyType, KeyARN: c.KeyARN}, nil
}

// tagDeliveryStream adds tags or replaces their values, all or none.
func (s *Server) tagDeliveryStream(ctx context.Context, in *firehose.TagDeliveryStreamInput) (*firehose.TagDeliveryStreamOutput, error) {
	st, err := s.find(in.DeliveryStreamName)
	if err != nil {
		return nil, err
	}
	st.mu.Lock()
	defer st.mu.Unlock()
	tags, err := addTags(st.tags, in.Tags)
	if err != nil {
		return nil, err
	}
	st.tags = tags
	return &firehose.TagDeliveryStreamOutput{}, nil
}

// addTags returns tags with others added.
func addTags(tags map[string]string, l []types.Tag) (map[string]string, error) {
	all := maps.Clone(tags)
	if all == nil {
		all = map[string]string{}
	}
	for _, t := range l {
		switch key := aws.ToString(t.Key); {
		case utf8.RuneCountInString(key) > 128 || utf8.RuneCountInString(aws.ToString(t.Value)) > 256:
			return nil, invalid("Tag keys have at most 128 characters and values at most 256.")
		default:
			all[key] = aws.ToString(t.Value)
		}
	}
	if len(all) > maxTags {
		return nil, &types.LimitExceededException{Message: text("A delivery stream can have at most %d tags.", maxTags)}
	}
	return all, nil
}

// untagDeliveryStream removes tags; those that are not there do not matter.
func (s *Server) untagDeliveryStream(ctx context.Context, in *firehose.UntagDeliveryStreamInput) (*firehose.UntagDeliveryStreamOutput, error) {
	st, err := s.find(in.DeliveryStreamName)
	if err != nil {
		return nil, err
	}
	st.mu.Lock()
	defer st.mu.Unlock()
	st.tags = maps.Clone(st.tags)
	for _, k := range in.TagKeys {
		delete(st.tags, k)
	}
	return &firehose.UntagDeliveryStreamOutput{}, nil
}

// listTagsForDeliveryStream lists tags in the order of their keys, 50 unless the request says otherwise.
func (s *Server) listTagsForDeliveryStream(ctx context.Context, in *firehose.ListTagsForDeliveryStreamInput) (*firehose.ListTagsForDeliveryStreamOutput, error) {
	st, err := s.find(in.DeliveryStreamName)
	if err != nil {
		return nil, err
	}
	limit := maxTags
	if in.Limit != nil {
		limit = int(*in.Limit)
	}
	st.mu.Lock()
	defer st.mu.Unlock()
	out := &firehose.ListTagsForDeliveryStreamOutput{Tags: []types.Tag{}, HasMoreTags: aws.Bool(false)}
	for _, k := range slices.Sorted(maps.Keys(st.tags)) {
		if in.ExclusiveStartTagKey != nil && k <= *in.ExclusiveStartTagKey {
			continue
		}
		if len(out.Tags) == limit {
			out.HasMoreTags = aws.Bool(true)
			break
		}
		out.Tags = append(out.Tags, types.Tag{Key: &k, Value: aws.String(st.tags[k])})
	}
	return out, nil
}
