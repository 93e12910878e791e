package io.github.emrlaunch.core.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.lambda.CfnFunction;
import software.amazon.awscdk.services.lambda.CfnFunctionProps;
import software.amazon.awscdk.services.lambda.CfnVersion;
import software.constructs.Construct;

/**
 * The resource of a Lambda function with a version that is published when the function changes. CloudFormation publishes a
 * version when the logical id is new, so the id has a digest of all properties that a version includes. The CDK's own function does
 * the same, at several times the cost.
 * @see <a href="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-version.html">AWS::Lambda::Version</a>
 */
final class VersionedFunction extends CfnFunction {
    /** Lambda changes these on the function only, without a new version. */
    private static final Set<String> NOT_OF_VERSIONS =
            Set.of("tags", "reservedConcurrentExecutions", "codeSigningConfigArn");

    private static final String PROPERTIES = "properties.";
    /** A value that no property has. */
    private static final Object DELETED = Map.of("emr-launch:deleted", true);

    private static final String VERSION = "Version";
    private static final int DIGEST = 32;
    private static final int MAX_LOGICAL_ID = 255;

    /** The overrides by path. The CDK cannot return them. */
    private final Map<String, Object> overrides = new TreeMap<>();

    private @Nullable CfnVersion version;
    private String ref = "";

    VersionedFunction(Construct scope, String id, CfnFunctionProps props) {
        super(scope, id, props);
    }

    /** Also called for property overrides and deletions. */
    @Override
    public void addOverride(String path, @Nullable Object value) {
        if (isKept(path)) {
            overrides.put(path, value == null ? DELETED : value);
        }
        super.addOverride(path, value);
    }

    private static boolean isKept(String path) {
        String property = path.toLowerCase(Locale.ROOT) + ".";
        return property.startsWith(PROPERTIES)
                && NOT_OF_VERSIONS.stream()
                        .noneMatch(name -> property.startsWith(PROPERTIES + name.toLowerCase(Locale.ROOT) + "."));
    }

    /** Adds the version of the deployed function. */
    CfnVersion publish(Construct scope, String id, StackFunctions stack, RemovalPolicy removalPolicy) {
        ref = getRef();
        CfnVersion version =
                CfnVersion.Builder.create(scope, id).functionName(ref).build();
        version.applyRemovalPolicy(removalPolicy);
        if (removalPolicy == RemovalPolicy.RETAIN) {
            // Removal policies of the complete app change the policy, but not an override.
            version.addOverride("DeletionPolicy", "Retain");
        }
        this.version = version;
        stack.published(this);
        return version;
    }

    /** Sets the logical id of the version. */
    void determineVersionId(String logicalId) {
        Objects.requireNonNull(version).overrideLogicalId(logicalId);
    }

    /** Returns the values that a version includes, to be resolved. */
    Object keptValues() {
        return List.of(getCfnProperties(), ref, overrides);
    }

    /** Returns the logical id of the version with these values, which are resolved. */
    static String versionId(JsonNode resolved) {
        ObjectNode kept = Json.object();
        resolved.path(0).properties().forEach(property -> {
            if (!NOT_OF_VERSIONS.contains(property.getKey())) {
                kept.set(property.getKey(), sorted(property.getValue()));
            }
        });
        kept.set("overrides", resolved.path(2));
        String function = resolved.path(1).path("Ref").asText();
        return function.substring(0, Math.min(function.length(), MAX_LOGICAL_ID - VERSION.length() - DIGEST))
                + VERSION
                + Digests.of(Json.write(sorted(kept)), DIGEST);
    }

    private static JsonNode sorted(JsonNode json) {
        if (json.isArray()) {
            ArrayNode array = Json.object().arrayNode();
            json.forEach(element -> array.add(sorted(element)));
            return array;
        }
        if (json.isObject()) {
            Map<String, JsonNode> members = new TreeMap<>();
            json.properties().forEach(member -> members.put(member.getKey(), sorted(member.getValue())));
            ObjectNode object = Json.object();
            members.forEach(object::set);
            return object;
        }
        return json;
    }
}
