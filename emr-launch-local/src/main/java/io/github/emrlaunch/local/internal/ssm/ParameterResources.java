package io.github.emrlaunch.local.internal.ssm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.resources.CreatedResource;
import io.github.emrlaunch.local.internal.resources.ResourceHandler;
import io.github.emrlaunch.local.internal.resources.ResourceRequest;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import java.util.Map;

/** Parameters as resources. */
final class ParameterResources {
    private final ServiceContext context;

    ParameterResources(ServiceContext context) {
        this.context = context;
    }

    Map<String, ResourceHandler> handlers() {
        return Map.of("AWS::SSM::Parameter", this::parameter);
    }

    private CreatedResource parameter(ResourceRequest request) {
        JsonNode properties = request.properties();
        String generated = "CFN-" + request.logicalId() + "-" + request.random();
        String name = AwsJson.text(properties, "Name", generated);
        ObjectNode input = AwsJson.object()
                .put("Name", name)
                .put("Type", request.required("Type"))
                .put("Value", request.required("Value"))
                .put("Overwrite", request.previous() != null);
        String tier = AwsJson.text(properties, "Tier");
        if (tier != null) {
            input.put("Tier", tier);
        }
        try {
            context.gateway().call(context.root(), "ssm", "PutParameter", input);
            tag(name, properties.path("Tags"));
        } catch (AwsException e) {
            throw request.error("Parameter Store refuses the parameter '" + name + "': " + e.message(), "");
        }
        return CreatedResource.working(
                name, Map.of("Type", request.required("Type"), "Value", request.required("Value")));
    }

    /** CloudFormation has the tags of a parameter as a map. */
    private void tag(String name, JsonNode tags) {
        if (!tags.isEmpty()) {
            ObjectNode request =
                    AwsJson.object().put("ResourceType", "Parameter").put("ResourceId", name);
            ArrayNode list = request.putArray("Tags");
            tags.properties().forEach(tag -> list.addObject()
                    .put("Key", tag.getKey())
                    .put("Value", tag.getValue().asText()));
            context.gateway().call(context.root(), "ssm", "AddTagsToResource", request);
        }
    }
}
