package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.DefinitionIncompleteException;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionNotFoundException;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.InvalidDefinitionException;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.lambdas.aws.AwsClient;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Returns and lists definitions of one type for callers without access to Parameter Store. Requests and responses have the format of
 * aws-emr-launch for Python.
 */
final class ControlPlane {
    private static final Map<DefinitionType<?>, String> NAME_MEMBERS = Map.of(
            DefinitionType.EMR_PROFILE, "ProfileName",
            DefinitionType.CLUSTER_CONFIGURATION, "ConfigurationName",
            DefinitionType.EMR_LAUNCH_FUNCTION, "FunctionName");
    private static final Map<DefinitionType<?>, String> LIST_MEMBERS = Map.of(
            DefinitionType.EMR_PROFILE, "EMRProfiles",
            DefinitionType.CLUSTER_CONFIGURATION, "ClusterConfigurations",
            DefinitionType.EMR_LAUNCH_FUNCTION, "EMRLaunchFunctions");

    private final DefinitionReader store;
    private final DefinitionType<?> type;

    ControlPlane(DefinitionReader store, DefinitionType<?> type) {
        this.store = store;
        this.type = type;
    }

    /** Creates a control plane for the type in the function's environment. */
    static ControlPlane ofEnvironment() {
        String folder = System.getenv("DEFINITION_TYPE");
        DefinitionType<?> type = NAME_MEMBERS.keySet().stream()
                .filter(known -> known.folder().equals(folder))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("DEFINITION_TYPE is not a type that can be read: " + folder));
        return new ControlPlane(new DefinitionReader(AwsClient.ofEnvironment()), type);
    }

    /**
     * Returns the definition with a name, as stored.
     *
     * @param line the line of the log
     */
    ObjectNode get(JsonNode request, ObjectNode line) {
        line.put("Type", type.folder());
        String member = Objects.requireNonNull(NAME_MEMBERS.get(type));
        String name = text(request, member);
        if (name == null) {
            throw new InvalidRequestException("'%s' is missing".formatted(member));
        }
        try {
            DefinitionName definition = new DefinitionName(namespace(request), name);
            line.put("Definition", definition.toString());
            return store.get(type, definition).toJson();
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Returns a page of the definitions of a namespace, including documents that cannot be read.
     *
     * @param line the line of the log
     */
    ObjectNode list(JsonNode request, ObjectNode line) {
        line.put("Type", type.folder());
        String namespace = namespace(request);
        DefinitionReader.Page page;
        try {
            page = store.page(type, namespace, text(request, "NextToken"));
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException(String.valueOf(e.getMessage()));
        }
        ObjectNode answer = Json.object();
        ArrayNode definitions = answer.putArray(Objects.requireNonNull(LIST_MEMBERS.get(type)));
        page.headsByName().forEach((name, head) -> {
            try {
                definitions.add(store.complete(type, name, head).toJson());
            } catch (InvalidDefinitionException | DefinitionIncompleteException | DefinitionNotFoundException e) {
                answer.withArray("Unreadable")
                        .addObject()
                        .put("Name", name.name())
                        .put("Error", e.getMessage());
            }
        });
        line.put("Namespace", namespace)
                .put("Definitions", definitions.size())
                .put("Unreadable", answer.path("Unreadable").size());
        if (page.nextToken() != null) {
            answer.put("NextToken", page.nextToken());
        }
        return answer;
    }

    private static String namespace(JsonNode request) {
        String namespace = text(request, "Namespace");
        return namespace == null ? DefinitionName.DEFAULT_NAMESPACE : namespace;
    }

    private static @Nullable String text(JsonNode request, String member) {
        JsonNode value = request.path(member);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw new InvalidRequestException("'%s' must be a string, got: %s".formatted(member, value));
        }
        return value.textValue();
    }
}
