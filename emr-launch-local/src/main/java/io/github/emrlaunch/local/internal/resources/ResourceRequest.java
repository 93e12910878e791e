package io.github.emrlaunch.local.internal.resources;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.DeploymentException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.Ids;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request to create a resource, or to update it when there is a previous one.
 *
 * @param properties the evaluated properties
 * @param assets files and directories by their keys in the asset bucket
 * @param previous the result of the last deployment; null for a new resource
 * @param previousProperties the properties of the last deployment; empty for a new resource
 */
public record ResourceRequest(
        String stackName,
        String logicalId,
        String type,
        JsonNode properties,
        Map<String, Path> assets,
        @Nullable CreatedResource previous,
        JsonNode previousProperties) {
    private static final int RANDOM = 12;

    public ResourceRequest {
        assets = Map.copyOf(assets);
    }

    /** Returns a required property. */
    public String required(String property) {
        String value = AwsJson.text(properties, property);
        if (value == null) {
            throw error("'" + property + "' is required", property);
        }
        return value;
    }

    /** Returns a nested property, such as {@code RedrivePolicy}; all properties for an empty path. */
    public JsonNode at(String path) {
        return path.isEmpty() ? properties : properties.at("/" + path.replace('.', '/'));
    }

    /**
     * Rejects unsupported members, which would be ignored.
     *
     * @param path the path of an object in the properties
     * @param supported the supported members of the object
     */
    public void supports(String path, String... supported) {
        List<String> known = List.of(supported);
        at(path).properties().forEach(member -> {
            if (!known.contains(member.getKey())) {
                throw error(
                        "the local emulator does not support it; it supports " + known,
                        path.isEmpty() ? member.getKey() : path + "." + member.getKey());
            }
        });
    }

    /** Returns the physical id of the resource to delete. */
    public String deletedId() {
        return Objects.requireNonNull(previous, "only what exists is deleted").physicalId();
    }

    /** Returns an attribute of the resource to delete. */
    public String deletedAttribute(String name) {
        return Objects.requireNonNull(previous, "only what exists is deleted")
                .attributes()
                .getOrDefault(name, "");
    }

    /** Returns whether this is an update that does not change a property. */
    public boolean keeps(String property) {
        return previous != null && previousProperties.path(property).equals(properties.path(property));
    }

    /**
     * Rejects the creation of an existing resource. CloudFormation does not adopt resources.
     *
     * @param property the property with the name of the resource
     * @param physicalId the physical id, which distinguishes an update in place from a new resource
     * @param exists whether a resource with this name exists
     */
    public void requireNew(String property, String name, String physicalId, boolean exists) {
        boolean updated = previous != null && previous.physicalId().equals(physicalId);
        if (exists && !updated) {
            throw alreadyExists(property, name);
        }
    }

    public DeploymentException alreadyExists(String property, String name) {
        return error("Resource of type '" + type + "' with identifier '" + name + "' already exists.", property);
    }

    public DeploymentException error(String problem, String property) {
        return new DeploymentException("Stack " + stackName + ", " + where(property) + ": " + problem);
    }

    public String where(String property) {
        return "$.Resources." + logicalId + ".Properties" + (property.isEmpty() ? "" : "." + property) + " (" + type
                + ")";
    }

    /** Returns the name in a property, or else a name that is generated like those of CloudFormation. */
    public String name(String property, int maximum) {
        String given = AwsJson.text(properties, property);
        return given == null ? generatedName(maximum) : given;
    }

    /**
     * Returns a generated name: stack, logical id and a random-looking part. The first two are truncated at the end, as in
     * CloudFormation.
     */
    public String generatedName(int maximum) {
        int rest = maximum - RANDOM - 2;
        String stackPart = stackName;
        String idPart = logicalId;
        if (stackPart.length() + idPart.length() > rest) {
            int half = rest / 2;
            int idLength = Math.min(idPart.length(), Math.max(half, rest - stackPart.length()));
            idPart = idPart.substring(0, idLength);
            stackPart = stackPart.substring(0, Math.min(stackPart.length(), rest - idLength));
        }
        return stackPart + "-" + idPart + "-" + random();
    }

    public String random() {
        return Ids.alphanumeric(seed(), RANDOM);
    }

    /** Returns a physical id with a prefix and hexadecimal digits, as in EC2. */
    public String hexId(String prefix) {
        return prefix + Ids.hex(seed(), 17);
    }

    /** Returns a seed for ids, different for each resource of each stack. */
    public String seed() {
        return stackName + "/" + logicalId;
    }

    /** Returns the file or directory of an asset by its key in the asset bucket. */
    public @Nullable Path asset(String key) {
        return assets.get(key);
    }
}
