package io.github.emrlaunch.local.internal.ssm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.resources.CreatedResource;
import io.github.emrlaunch.local.internal.resources.ResourceRequest;
import io.github.emrlaunch.local.internal.resources.ResourceType;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.Checkpoints;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The CloudFormation resources of parameters, see <a
 * href="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ssm-parameter.html">AWS::SSM::Parameter</a>.
 */
final class ParameterResources {
    private static final List<String> MEMBERS =
            List.of("Type", "Value", "Description", "AllowedPattern", "DataType", "Tier", "Policies");

    private final ServiceContext context;
    /** The properties in templates, by name: a parameter whose properties do not change gets no new version. */
    private final Map<String, ObjectNode> asked = new HashMap<>();

    ParameterResources(ServiceContext context) {
        this.context = context;
    }

    Map<String, ResourceType> handlers() {
        return Map.of(
                "AWS::SSM::Parameter",
                ResourceType.of(
                                this::parameter,
                                "Name",
                                "Type",
                                "Value",
                                "Description",
                                "AllowedPattern",
                                "DataType",
                                "Tier",
                                "Policies",
                                "Tags")
                        .deletedBy(this::delete));
    }

    private CreatedResource parameter(ResourceRequest request) {
        JsonNode properties = request.properties();
        request.supports(
                "", "Name", "Type", "Value", "Description", "AllowedPattern", "DataType", "Tier", "Policies", "Tags");
        if (request.required("Type").equals("SecureString")) {
            throw request.error("SSM Parameters of type SecureString cannot be created using CloudFormation", "Type");
        }
        Map<String, String> attributes = Map.of("Type", request.required("Type"), "Value", request.required("Value"));
        String generated = "CFN-" + request.logicalId() + "-" + request.random();
        String name = AwsJson.text(properties, "Name", generated);
        CreatedResource previous = request.previous();
        try {
            if (previous != null && previous.physicalId().equals(name)) {
                update(name, request);
            } else {
                put(name, request, false);
            }
        } catch (AwsException e) {
            if (e.code().equals("ParameterAlreadyExists")) {
                throw request.alreadyExists("Name", name);
            }
            throw request.error("Parameter Store refuses the parameter '" + name + "': " + e.message(), "");
        }
        return CreatedResource.working(name, attributes);
    }

    private void delete(ResourceRequest request) {
        asked.remove(request.deletedId());
        call("DeleteParameter", AwsJson.object().put("Name", request.deletedId()));
    }

    private void put(String name, ResourceRequest request, boolean overwrite) {
        ObjectNode input = input(name, request).put("Overwrite", overwrite);
        if (!overwrite) {
            input.set("Tags", tags(request));
        }
        call("PutParameter", input);
        asked.put(name, input(name, request));
    }

    private void update(String name, ResourceRequest request) {
        if (!input(name, request).equals(asked.get(name))) {
            put(name, request, true);
        }
        ObjectNode resource = AwsJson.object().put("ResourceType", "Parameter").put("ResourceId", name);
        ArrayNode removed = AwsJson.array();
        call("ListTagsForResource", resource.deepCopy()).path("TagList").forEach(tag -> removed.add(tag.get("Key")));
        ObjectNode removal = resource.deepCopy();
        removal.set("TagKeys", removed);
        call("RemoveTagsFromResource", removal);
        ObjectNode addition = resource.deepCopy();
        addition.set("Tags", tags(request));
        call("AddTagsToResource", addition);
    }

    private static ObjectNode input(String name, ResourceRequest request) {
        ObjectNode input = AwsJson.object().put("Name", name);
        for (String member : MEMBERS) {
            String value = AwsJson.text(request.properties(), member);
            if (value != null) {
                input.put(member, value);
            }
        }
        return input;
    }

    /** Returns the tags. In a template, they are an object. */
    private static ArrayNode tags(ResourceRequest request) {
        ArrayNode tags = AwsJson.array();
        request.properties().path("Tags").properties().forEach(tag -> tags.addObject()
                .put("Key", tag.getKey())
                .put("Value", tag.getValue().asText()));
        return tags;
    }

    private JsonNode call(String operation, ObjectNode input) {
        return context.gateway().call(context.root(), "ssm", operation, input);
    }

    Checkpoint checkpoint() {
        return Checkpoints.of(asked);
    }
}
