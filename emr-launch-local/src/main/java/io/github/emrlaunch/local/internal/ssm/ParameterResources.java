package io.github.emrlaunch.local.internal.ssm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.resources.CreatedResource;
import io.github.emrlaunch.local.internal.resources.ResourceRequest;
import io.github.emrlaunch.local.internal.resources.ResourceType;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import java.util.List;
import java.util.Map;

/** Parameters as resources. */
final class ParameterResources {
    private final ServiceContext context;

    ParameterResources(ServiceContext context) {
        this.context = context;
    }

    Map<String, ResourceType> handlers() {
        return Map.of(
                "AWS::SSM::Parameter",
                ResourceType.of(this::parameter, "Name", "Type", "Value", "Tier", "DataType")
                        .deletedBy(request -> context.gateway()
                                .call(
                                        context.root(),
                                        "ssm",
                                        "DeleteParameter",
                                        AwsJson.object().put("Name", request.deletedId()))));
    }

    private CreatedResource parameter(ResourceRequest request) {
        JsonNode properties = request.properties();
        String generated = "CFN-" + request.logicalId() + "-" + request.random();
        String name = AwsJson.text(properties, "Name", generated);
        if (request.required("Type").equals("SecureString")) {
            throw request.error("CloudFormation does not create parameters of the type SecureString", "Type");
        }
        boolean isUpdate =
                request.previous() != null && request.previous().physicalId().equals(name);
        ObjectNode input = AwsJson.object()
                .put("Name", name)
                .put("Type", request.required("Type"))
                .put("Value", request.required("Value"))
                .put("Overwrite", isUpdate);
        for (String member : List.of("Tier", "DataType")) {
            if (AwsJson.has(properties, member)) {
                input.set(member, properties.get(member));
            }
        }
        try {
            context.gateway().call(context.root(), "ssm", "PutParameter", input);
        } catch (AwsException e) {
            if (e.code().equals("ParameterAlreadyExists")) {
                throw request.alreadyExists("Name", name);
            }
            throw request.error("Parameter Store refuses the parameter '" + name + "': " + e.message(), "");
        }
        return CreatedResource.working(
                name, Map.of("Type", request.required("Type"), "Value", request.required("Value")));
    }
}
