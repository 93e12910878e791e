package io.github.emrlaunch.local.internal.serverless;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.resources.CreatedResource;
import io.github.emrlaunch.local.internal.resources.ResourceRequest;
import io.github.emrlaunch.local.internal.resources.ResourceType;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The CloudFormation resources of applications. */
final class ApplicationResources {
    private final ServiceContext context;
    private final ServerlessService service;

    ApplicationResources(ServiceContext context, ServerlessService service) {
        this.context = context;
        this.service = service;
    }

    Map<String, ResourceType> handlers() {
        return Map.of(
                "AWS::EMRServerless::Application",
                ResourceType.of(
                                this::application,
                                "Name",
                                "Type",
                                "ReleaseLabel",
                                "AutoStartConfiguration",
                                "AutoStopConfiguration")
                        .deletedBy(this::delete));
    }

    private void delete(ResourceRequest request) {
        // The rollback of a failed deployment does not wait until the application is created, and it could not be
        // deleted before.
        if (!service.abandon(request.deletedId())) {
            ObjectNode named = AwsJson.object().put("applicationId", request.deletedId());
            context.gateway().call(context.root(), "emr-serverless", "DeleteApplication", named);
        }
    }

    private CreatedResource application(ResourceRequest request) {
        CreatedResource before = request.previous();
        ObjectNode input = (ObjectNode) camelCase(request.properties());
        for (String map : List.of("tags", "initialCapacity")) {
            if (input.has(map)) {
                ObjectNode entries = AwsJson.object();
                input.get(map).forEach(entry -> entries.set(entry.path("key").asText(), entry.path("value")));
                input.set(map, entries);
            }
        }
        try {
            if (before != null) {
                update(before.physicalId(), input);
                return before.readyAfter(Duration.ZERO);
            }
            JsonNode created = context.gateway().call(context.root(), "emr-serverless", "CreateApplication", input);
            String id = created.path("applicationId").asText();
            return CreatedResource.working(
                            id,
                            Map.of(
                                    "ApplicationId",
                                    id,
                                    "Arn",
                                    created.path("arn").asText()))
                    .readyAfter(ServerlessLifecycle.UNTIL_CHANGED);
        } catch (AwsException e) {
            throw request.error(e.message(), "");
        }
    }

    /** Updates an application. A started application cannot be updated, so an unchanged one must not be. */
    private void update(String id, ObjectNode input) {
        ObjectNode named = AwsJson.object().put("applicationId", id);
        JsonNode current = context.gateway()
                .call(context.root(), "emr-serverless", "GetApplication", named)
                .path("application");
        input.properties().removeIf(member -> member.getValue().equals(current.path(member.getKey())));
        if (!input.isEmpty()) {
            context.gateway().call(context.root(), "emr-serverless", "UpdateApplication", named.setAll(input));
        }
    }

    /** Returns properties with the names of the API. */
    private static JsonNode camelCase(JsonNode node) {
        if (node.isObject()) {
            ObjectNode object = AwsJson.object();
            node.properties().forEach(member -> {
                // The keys of properties belong to the user.
                boolean properties = member.getKey().equals("Properties");
                object.set(
                        member.getKey().substring(0, 1).toLowerCase(Locale.ROOT)
                                + member.getKey().substring(1),
                        properties ? member.getValue() : camelCase(member.getValue()));
            });
            return object;
        }
        if (node.isArray()) {
            ArrayNode array = AwsJson.array();
            node.forEach(element -> array.add(camelCase(element)));
            return array;
        }
        return node;
    }
}
