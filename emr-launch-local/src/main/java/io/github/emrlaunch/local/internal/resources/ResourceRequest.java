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
 * A resource that is to be created, or updated when there is a previous one.
 *
 * @param properties evaluated
 * @param assets files and directories by the key that they would have in the asset bucket
 * @param previous what it came to when the stack was deployed last, null for a new one
 * @param previousProperties its properties then, empty for a new one
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

    /** A property that the type requires. */
    public String required(String property) {
        String value = AwsJson.text(properties, property);
        if (value == null) {
            throw error("'" + property + "' is required", property);
        }
        return value;
    }

    /** A property within others, such as {@code RedrivePolicy}; the properties themselves for an empty path. */
    public JsonNode at(String path) {
        return path.isEmpty() ? properties : properties.at("/" + path.replace('.', '/'));
    }

    /**
     * Refuses what would be ignored.
     *
     * @param path of an object among the properties
     * @param supported the members that it may have
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

    /** The physical id of the resource that is to be deleted. */
    public String deletedId() {
        return Objects.requireNonNull(previous, "only what exists is deleted").physicalId();
    }

    /** An attribute of the resource that is to be deleted. */
    public String deletedAttribute(String name) {
        return Objects.requireNonNull(previous, "only what exists is deleted")
                .attributes()
                .getOrDefault(name, "");
    }

    /** Whether this is an update that leaves a property as it is. */
    public boolean keeps(String property) {
        return previous != null && previousProperties.path(property).equals(properties.path(property));
    }

    /**
     * Refuses to create what the account has already; CloudFormation takes nothing over.
     *
     * @param property that names the resource
     * @param physicalId by which an update in place is told from a new resource
     * @param exists whether there is one of this name
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

    /** The name that a property gives, or else one as CloudFormation makes them. */
    public String name(String property, int maximum) {
        String given = AwsJson.text(properties, property);
        return given == null ? generatedName(maximum) : given;
    }

    /** Stack, logical id and a part that looks random; the first two are cut as CloudFormation cuts them, from the end. */
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

    /** A physical id of a prefix and hexadecimal digits, as EC2 has them. */
    public String hexId(String prefix) {
        return prefix + Ids.hex(seed(), 17);
    }

    /** A seed of ids, different for each resource of each stack. */
    public String seed() {
        return stackName + "/" + logicalId;
    }

    /** A file or directory that the template refers to by its key in the asset bucket. */
    public @Nullable Path asset(String key) {
        return assets.get(key);
    }
}
