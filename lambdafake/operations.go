package lambdafake

import (
	"reflect"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"github.com/awsfake/awsfake/internal/service"
)

// operations is the table of what the fake does.
func operations() []service.Operation {
	return []service.Operation{
		service.Op("AddLayerVersionPermission", (*Server).addLayerVersionPermission),
		service.Op("AddPermission", (*Server).addPermission),
		service.Op("CreateAlias", (*Server).createAlias),
		service.Op("CreateCapacityProvider", (*Server).createCapacityProvider),
		service.Op("CreateCodeSigningConfig", (*Server).createCodeSigningConfig),
		service.Op("CreateEventSourceMapping", (*Server).createEventSourceMapping),
		service.Op("CreateFunction", (*Server).createFunction),
		service.Op("CreateFunctionUrlConfig", (*Server).createFunctionUrlConfig),
		service.Op("DeleteAlias", (*Server).deleteAlias),
		service.Op("DeleteCapacityProvider", (*Server).deleteCapacityProvider),
		service.Op("DeleteCodeSigningConfig", (*Server).deleteCodeSigningConfig),
		service.Op("DeleteEventSourceMapping", (*Server).deleteEventSourceMapping),
		service.Op("DeleteFunction", (*Server).deleteFunction),
		service.Op("DeleteFunctionCodeSigningConfig", (*Server).deleteFunctionCodeSigningConfig),
		service.Op("DeleteFunctionConcurrency", (*Server).deleteFunctionConcurrency),
		service.Op("DeleteFunctionEventInvokeConfig", (*Server).deleteFunctionEventInvokeConfig),
		service.Op("DeleteFunctionUrlConfig", (*Server).deleteFunctionUrlConfig),
		service.Op("DeleteLayerVersion", (*Server).deleteLayerVersion),
		service.Op("DeleteProvisionedConcurrencyConfig", (*Server).deleteProvisionedConcurrencyConfig),
		service.Op("DeleteResourcePolicy", (*Server).deleteResourcePolicy),
		service.Op("GetAccountSettings", (*Server).getAccountSettings),
		service.Op("GetAlias", (*Server).getAlias),
		service.Op("GetCapacityProvider", (*Server).getCapacityProvider),
		service.Op("GetCodeSigningConfig", (*Server).getCodeSigningConfig),
		service.Op("GetEventSourceMapping", (*Server).getEventSourceMapping),
		service.Op("GetFunction", (*Server).getFunction),
		service.Op("GetFunctionCodeSigningConfig", (*Server).getFunctionCodeSigningConfig),
		service.Op("GetFunctionConcurrency", (*Server).getFunctionConcurrency),
		service.Op("GetFunctionConfiguration", (*Server).getFunctionConfiguration),
		service.Op("GetFunctionEventInvokeConfig", (*Server).getFunctionEventInvokeConfig),
		service.Op("GetFunctionRecursionConfig", (*Server).getFunctionRecursionConfig),
		service.Op("GetFunctionScalingConfig", (*Server).getFunctionScalingConfig),
		service.Op("GetFunctionUrlConfig", (*Server).getFunctionUrlConfig),
		service.Op("GetLayerVersion", (*Server).getLayerVersion),
		service.Op("GetLayerVersionByArn", (*Server).getLayerVersionByArn),
		service.Op("GetLayerVersionPolicy", (*Server).getLayerVersionPolicy),
		service.Op("GetPolicy", (*Server).getPolicy),
		service.Op("GetProvisionedConcurrencyConfig", (*Server).getProvisionedConcurrencyConfig),
		service.Op("GetResourcePolicy", (*Server).getResourcePolicy),
		service.Op("GetRuntimeManagementConfig", (*Server).getRuntimeManagementConfig),
		service.Op("Invoke", (*Server).invoke),
		service.Op("InvokeAsync", (*Server).invokeAsync),
		service.Op("InvokeWithResponseStream", (*Server).invokeWithResponseStream),
		service.Op("ListAliases", (*Server).listAliases),
		service.Op("ListCapacityProviders", (*Server).listCapacityProviders),
		service.Op("ListCodeSigningConfigs", (*Server).listCodeSigningConfigs),
		service.Op("ListEventSourceMappings", (*Server).listEventSourceMappings),
		service.Op("ListFunctionEventInvokeConfigs", (*Server).listFunctionEventInvokeConfigs),
		service.Op("ListFunctionUrlConfigs", (*Server).listFunctionUrlConfigs),
		service.Op("ListFunctionVersionsByCapacityProvider", (*Server).listFunctionVersionsByCapacityProvider),
		service.Op("ListFunctions", (*Server).listFunctions),
		service.Op("ListFunctionsByCodeSigningConfig", (*Server).listFunctionsByCodeSigningConfig),
		service.Op("ListLayerVersions", (*Server).listLayerVersions),
		service.Op("ListLayers", (*Server).listLayers),
		service.Op("ListProvisionedConcurrencyConfigs", (*Server).listProvisionedConcurrencyConfigs),
		service.Op("ListTags", (*Server).listTags),
		service.Op("ListVersionsByFunction", (*Server).listVersionsByFunction),
		service.Op("PublishLayerVersion", (*Server).publishLayerVersion),
		service.Op("PublishVersion", (*Server).publishVersion),
		service.Op("PutFunctionCodeSigningConfig", (*Server).putFunctionCodeSigningConfig),
		service.Op("PutFunctionConcurrency", (*Server).putFunctionConcurrency),
		service.Op("PutFunctionEventInvokeConfig", (*Server).putFunctionEventInvokeConfig),
		service.Op("PutFunctionRecursionConfig", (*Server).putFunctionRecursionConfig),
		service.Op("PutFunctionScalingConfig", (*Server).putFunctionScalingConfig),
		service.Op("PutProvisionedConcurrencyConfig", (*Server).putProvisionedConcurrencyConfig),
		service.Op("PutResourcePolicy", (*Server).putResourcePolicy),
		service.Op("PutRuntimeManagementConfig", (*Server).putRuntimeManagementConfig),
		service.Op("RemoveLayerVersionPermission", (*Server).removeLayerVersionPermission),
		service.Op("RemovePermission", (*Server).removePermission),
		service.Op("TagResource", (*Server).tagResource),
		service.Op("UntagResource", (*Server).untagResource),
		service.Op("UpdateAlias", (*Server).updateAlias),
		service.Op("UpdateCapacityProvider", (*Server).updateCapacityProvider),
		service.Op("UpdateCodeSigningConfig", (*Server).updateCodeSigningConfig),
		service.Op("UpdateEventSourceMapping", (*Server).updateEventSourceMapping),
		service.Op("UpdateFunctionCode", (*Server).updateFunctionCode),
		service.Op("UpdateFunctionConfiguration", (*Server).updateFunctionConfiguration),
		service.Op("UpdateFunctionEventInvokeConfig", (*Server).updateFunctionEventInvokeConfig),
		service.Op("UpdateFunctionUrlConfig", (*Server).updateFunctionUrlConfig),
	}
}

// resource returns the name of the function, layer or capacity provider that a call is about, or the id of the mapping or signing
// configuration.
func resource(in any) string {
	if in, ok := in.(*lambda.InvokeInput); ok { // comes by the thousand
		return nameIn(in.FunctionName)
	}
	v := reflect.ValueOf(in).Elem()
	for _, member := range []string{"FunctionName", "LayerName", "CapacityProviderName", "UUID", "CodeSigningConfigArn", "Resource", "ResourceArn", "Arn"} {
		if f := v.FieldByName(member); f.IsValid() {
			if name, ok := f.Interface().(*string); ok && name != nil {
				return nameIn(name)
			}
		}
	}
	return ""
}

// nameIn returns the name in what may be an ARN, a whole one or a function's that begins with the account or has a qualifier.
func nameIn(name *string) string {
	switch {
	case name == nil:
		return ""
	case !strings.Contains(*name, ":"):
		return *name
	}
	if part := strings.SplitN(*name, ":", 8); len(part) > 6 { // arn:aws:lambda:region:account:layer:name:1
		return part[6]
	}
	if m := refPattern.FindStringSubmatch(*name); m != nil {
		return m[3]
	}
	return *name
}
