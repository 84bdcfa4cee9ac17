package lambdafake

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
)

// maxEnvironment is the size limit of all environment variables together in bytes (Developer Guide, quotas).
const maxEnvironment = 4 << 10

// complete fills in the configuration of a new function, and refuses what Lambda does.
func (s *Server) complete(v *version, name string, in *lambda.CreateFunctionInput) error {
	c := &v.config
	c.FunctionName, c.FunctionArn, c.Version = &name, aws.String(s.functionARN(name, "")), aws.String(latest)
	if c.PackageType == "" {
		c.PackageType = types.PackageTypeZip
	}
	if c.PackageType == types.PackageTypeZip && (in.Runtime == "" || in.Handler == nil) {
		return invalid("Runtime and Handler are mandatory parameters for functions created with deployment packages.")
	}
	if c.PackageType == types.PackageTypeImage && (in.Runtime != "" || in.Handler != nil || len(in.Layers) > 0) {
		return invalid("Please don't provide Handler or Runtime or Layer when the intent is to create a function from a container image.")
	}
	if len(c.Architectures) == 0 {
		c.Architectures = []types.Architecture{types.ArchitectureX8664}
	}
	c.Description = aws.String(aws.ToString(in.Description))
	if c.MemorySize == nil {
		c.MemorySize = aws.Int32(128)
	}
	if c.Timeout == nil {
		c.Timeout = aws.Int32(3)
	}
	if c.EphemeralStorage == nil {
		c.EphemeralStorage = &types.EphemeralStorage{Size: aws.Int32(512)}
	}
	c.TracingConfig = tracing(in.TracingConfig)
	c.SnapStart = snapStart(in.SnapStart)
	c.LoggingConfig = logging(in.LoggingConfig, nil, name)
	c.VpcConfig = vpc(in.VpcConfig)
	c.ImageConfigResponse = imageConfig(in.ImageConfig)
	c.LastModified, c.RevisionId = s.modified(), aws.String(s.core.NewID())
	c.RuntimeVersionConfig = s.runtimeVersion(c.Runtime)
	var err error
	c.Environment, err = environment(in.Environment)
	return err
}

func tracing(in *types.TracingConfig) *types.TracingConfigResponse {
	if in == nil || in.Mode == "" {
		return &types.TracingConfigResponse{Mode: types.TracingModePassThrough}
	}
	return &types.TracingConfigResponse{Mode: in.Mode}
}

func snapStart(in *types.SnapStart) *types.SnapStartResponse {
	out := &types.SnapStartResponse{ApplyOn: types.SnapStartApplyOnNone, OptimizationStatus: types.SnapStartOptimizationStatusOff}
	if in != nil && in.ApplyOn != "" {
		out.ApplyOn = in.ApplyOn
	}
	return out
}

// logging returns a logging configuration with what a request leaves out as it was, or as Lambda has it.
func logging(in, old *types.LoggingConfig, name string) *types.LoggingConfig {
	out := types.LoggingConfig{LogFormat: types.LogFormatText, LogGroup: aws.String("/aws/lambda/" + name)}
	if old != nil {
		out = *old
	}
	if in == nil {
		return &out
	}
	if in.LogFormat != "" {
		out.LogFormat = in.LogFormat
	}
	if in.LogGroup != nil {
		out.LogGroup = in.LogGroup
	}
	if in.ApplicationLogLevel != "" {
		out.ApplicationLogLevel = in.ApplicationLogLevel
	}
	if in.SystemLogLevel != "" {
		out.SystemLogLevel = in.SystemLogLevel
	}
	if out.LogFormat != types.LogFormatJson {
		out.ApplicationLogLevel, out.SystemLogLevel = "", ""
		return &out
	}
	if out.ApplicationLogLevel == "" {
		out.ApplicationLogLevel = types.ApplicationLogLevelInfo
	}
	if out.SystemLogLevel == "" {
		out.SystemLogLevel = types.SystemLogLevelInfo
	}
	return &out
}

// vpc returns a VPC configuration, nil for none: an empty one is never answered.
func vpc(in *types.VpcConfig) *types.VpcConfigResponse {
	if in == nil || len(in.SubnetIds)+len(in.SecurityGroupIds) == 0 {
		return nil
	}
	return &types.VpcConfigResponse{SubnetIds: in.SubnetIds, SecurityGroupIds: in.SecurityGroupIds, Ipv6AllowedForDualStack: aws.Bool(aws.ToBool(in.Ipv6AllowedForDualStack)), VpcId: aws.String("vpc-0123456789abcdef0")}
}

func imageConfig(in *types.ImageConfig) *types.ImageConfigResponse {
	if in == nil || in.WorkingDirectory == nil && in.EntryPoint == nil && in.Command == nil {
		return nil
	}
	return &types.ImageConfigResponse{ImageConfig: in}
}

// runtimeVersion returns the version of a runtime, nil for images.
func (s *Server) runtimeVersion(r types.Runtime) *types.RuntimeVersionConfig {
	if r == "" {
		return nil
	}
	arn := "arn:" + s.core.Partition() + ":lambda:" + s.core.Region + "::runtime:" + strings.Repeat("0", 64)
	return &types.RuntimeVersionConfig{RuntimeVersionArn: &arn}
}

// environment checks environment variables.
func environment(in *types.Environment) (*types.EnvironmentResponse, error) {
	if in == nil {
		return nil, nil
	}
	size := 0
	var names []string
	for name, value := range in.Variables { // sums do not depend on the order
		size += len(name) + len(value)
		if slices.Contains(reservedVariables, name) {
			names = append(names, name)
		}
	}
	if len(names) > 0 {
		slices.Sort(names)
		return nil, invalid("Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: %s", strings.Join(names, ", "))
	}
	if size > maxEnvironment {
		return nil, invalid("Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: %d bytes", size)
	}
	return &types.EnvironmentResponse{Variables: in.Variables}, nil
}

// reservedVariables are those that Lambda sets (Developer Guide, environment variables).
var reservedVariables = []string{"_HANDLER", "_X_AMZN_TRACE_ID", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_EXECUTION_ENV", "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
	"AWS_LAMBDA_FUNCTION_VERSION", "AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME", "AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY",
	"AWS_SESSION_TOKEN", "AWS_LAMBDA_RUNTIME_API", "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR"}

// changing returns the function of a request that changes $LATEST, if it can be changed and has the revision that the request expects.
// The caller holds mu.
func (s *Server) changing(name, revision *string) (*function, error) {
	f, err := s.named(name)
	if err != nil {
		return nil, err
	}
	if f.latest.config.State == types.StatePending {
		return nil, conflict("The operation cannot be performed at this time. The function is currently in the following state: Pending")
	}
	if f.latest.config.LastUpdateStatus == types.LastUpdateStatusInProgress {
		return nil, conflict("The operation cannot be performed at this time. An update is in progress for resource: %s", s.functionARN(f.name, ""))
	}
	if revision != nil && *revision != *f.latest.config.RevisionId {
		return nil, wrongRevision()
	}
	return f, nil
}

// update puts a changed version in the place of $LATEST, which is in progress until the next read. The caller holds mu.
func (s *Server) update(f *function, changed *version) types.FunctionConfiguration {
	c := &changed.config
	c.LastModified, c.RevisionId = s.modified(), aws.String(s.core.NewID())
	s.retire(f.latest)
	changed.pool = nil
	f.latest = changed
	answer := *c
	answer.LastUpdateStatus, answer.LastUpdateStatusReason, answer.LastUpdateStatusReasonCode = types.LastUpdateStatusInProgress, aws.String("The function is being created."), types.LastUpdateStatusReasonCode("Creating")
	s.settleState(f, func() {
		c.LastUpdateStatus, c.LastUpdateStatusReason, c.LastUpdateStatusReasonCode = types.LastUpdateStatusSuccessful, nil, ""
	}, func() { *c = withState(*c, answer) })
	return answer
}

// updateFunctionConfiguration changes the settings of $LATEST that the request has.
func (s *Server) updateFunctionConfiguration(ctx context.Context, in *lambda.UpdateFunctionConfigurationInput) (*lambda.UpdateFunctionConfigurationOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, err := s.changing(in.FunctionName, in.RevisionId)
	if err != nil {
		return nil, err
	}
	changed := *f.latest
	if err := s.apply(&changed, f.name, in); err != nil {
		return nil, err
	}
	if err := f.checkLayersSigned(&changed); err != nil {
		return nil, err
	}
	answer := s.update(f, &changed)
	return fill[lambda.UpdateFunctionConfigurationOutput](&answer), nil
}

// checkImage refuses settings that functions made of images do not have. Layers: met in DataDog/terraform-aws-lambda-datadog#2; the rest
// is said alike.
func checkImage(c *types.FunctionConfiguration, in *lambda.UpdateFunctionConfigurationInput) error {
	switch {
	case c.PackageType != types.PackageTypeImage:
	case len(in.Layers) > 0:
		return invalid("Lambda layers are not supported for functions created with container images.")
	case in.Handler != nil || in.Runtime != "":
		return invalid("Handler and Runtime are not supported for functions created with container images.")
	}
	return nil
}

// apply changes a configuration. The caller holds mu.
func (s *Server) apply(v *version, name string, in *lambda.UpdateFunctionConfigurationInput) (err error) {
	c := &v.config
	if err := checkImage(c, in); err != nil {
		return err
	}
	set(&c.Description, in.Description)
	set(&c.Handler, in.Handler)
	set(&c.Role, in.Role)
	set(&c.KMSKeyArn, in.KMSKeyArn)
	set(&c.MemorySize, in.MemorySize)
	set(&c.Timeout, in.Timeout)
	set(&c.EphemeralStorage, in.EphemeralStorage)
	set(&c.DeadLetterConfig, in.DeadLetterConfig)
	if c.DeadLetterConfig != nil && aws.ToString(c.DeadLetterConfig.TargetArn) == "" {
		c.DeadLetterConfig = nil
	}
	if in.Runtime != "" {
		c.Runtime, c.RuntimeVersionConfig = in.Runtime, s.runtimeVersion(in.Runtime)
	}
	if in.Environment != nil {
		if c.Environment, err = environment(in.Environment); err != nil {
			return err
		}
	}
	if in.FileSystemConfigs != nil {
		c.FileSystemConfigs = in.FileSystemConfigs
	}
	if in.TracingConfig != nil {
		c.TracingConfig = tracing(in.TracingConfig)
	}
	if in.SnapStart != nil {
		c.SnapStart = snapStart(in.SnapStart)
	}
	if in.VpcConfig != nil {
		c.VpcConfig = vpc(in.VpcConfig)
	}
	if in.ImageConfig != nil {
		c.ImageConfigResponse = imageConfig(in.ImageConfig)
	}
	if in.Layers != nil {
		if err := s.attach(v, in.Layers); err != nil {
			return err
		}
	}
	if err := checkSupported(&lambda.CreateFunctionInput{CapacityProviderConfig: in.CapacityProviderConfig, DurableConfig: in.DurableConfig}); err != nil {
		return err
	}
	c.LoggingConfig = logging(in.LoggingConfig, c.LoggingConfig, name)
	return nil
}

// set replaces a setting that a request has.
func set[T any](old **T, new *T) {
	if new != nil {
		*old = new
	}
}

// updateFunctionCode changes the code of $LATEST, and publishes it if the request says so; with DryRun it changes nothing.
func (s *Server) updateFunctionCode(ctx context.Context, in *lambda.UpdateFunctionCodeInput) (*lambda.UpdateFunctionCodeOutput, error) {
	if in.PublishTo != "" {
		return nil, notImplemented("PublishTo")
	}
	s.mu.Lock()
	f, err := s.changing(in.FunctionName, in.RevisionId)
	var kind types.PackageType
	if err == nil {
		kind = f.latest.config.PackageType
	}
	s.mu.Unlock()
	if err != nil {
		return nil, err
	}
	if kind == types.PackageTypeImage && in.ImageUri == nil {
		return nil, invalid("Please provide ImageUri when updating a function with packageType Image.")
	}
	code, err := s.codeOf(ctx, &types.FunctionCode{ZipFile: in.ZipFile, ImageUri: in.ImageUri, S3Bucket: in.S3Bucket, S3Key: in.S3Key, S3ObjectVersion: in.S3ObjectVersion, S3ObjectStorageMode: in.S3ObjectStorageMode}, kind)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if f, err = s.changing(in.FunctionName, in.RevisionId); err != nil {
		return nil, err
	}
	if err := f.signing.checkSigned(f.name); err != nil {
		return nil, err
	}
	changed := *f.latest
	changed.code = code
	changed.config.CodeSha256, changed.config.CodeSize = &changed.code.sha256, code.size
	if err := changed.checkUnzipped(); err != nil {
		return nil, err
	}
	if len(in.Architectures) > 0 {
		changed.config.Architectures = in.Architectures
	}
	if in.DryRun {
		return fill[lambda.UpdateFunctionCodeOutput](&changed.config), nil
	}
	answer := s.update(f, &changed)
	if in.Publish {
		before := f.numbers
		published := s.publish(f, nil)
		if answer = s.show(f, published, published.number()); f.numbers > before { // the code is not that of the last version
			answer = creating(answer) // recorded: test_lambda_versions_with_code_changes
			s.settleVersion(published)
		}
	}
	return fill[lambda.UpdateFunctionCodeOutput](&answer), nil
}
