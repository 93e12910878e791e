package io.github.emrlaunch.local.internal.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.DeploymentException;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The values that templates read from Parameter Store and Secrets Manager, see <a
 * href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html">dynamic references</a>.
 */
final class StoredValues {
    private static final String BOOTSTRAP_PARAMETER = "/cdk-bootstrap/";
    private static final String BOOTSTRAP_VERSION = "30";
    /** The name of a secret, or its ARN, which contains colons, followed by the part to read. */
    private static final Pattern SECRET =
            Pattern.compile("(arn:[^:]*:secretsmanager:[^:]*:[^:]*:secret:[^:]+|[^:]+)(?::(.*))?");

    private final ServiceContext context;

    StoredValues(ServiceContext context) {
        this.context = context;
    }

    /** Returns the value of a parameter of the type String or StringList: the latest version, or the version after a colon. */
    String parameter(String reference, String path) {
        JsonNode parameter;
        try {
            parameter = call("ssm", "GetParameter", AwsJson.object().put("Name", reference))
                    .path("Parameter");
        } catch (AwsException e) {
            if (reference.startsWith(BOOTSTRAP_PARAMETER)) {
                return BOOTSTRAP_VERSION;
            }
            throw new DeploymentException(
                    path + ": Parameter Store has no parameter '" + reference + "': " + e.message(), e);
        }
        if (parameter.path("Type").asText().equals("SecureString")) {
            throw new DeploymentException(path + ": the parameter '" + reference
                    + "' is a SecureString, which CloudFormation does not read here");
        }
        String value = parameter.path("Value").asText();
        new ImportedResources(context).declareNetwork(value);
        return value;
    }

    /**
     * Returns the value of a secret, or of one key of it.
     *
     * @param reference {@code secret-id:SecretString:json-key:version-stage:version-id}, all but the first optional
     */
    String secret(String reference, String path) {
        Matcher matcher = SECRET.matcher(reference);
        if (!matcher.matches()) {
            throw new DeploymentException(path + ": not a reference to a secret: " + reference);
        }
        List<String> rest = List.of((matcher.group(2) == null ? "" : matcher.group(2)).split(":", -1));
        if (rest.size() > 4 || !List.of("", "SecretString").contains(rest.get(0))) {
            throw new DeploymentException(path + ": a reference to a secret is"
                    + " secret-id:SecretString:json-key:version-stage:version-id, got: " + reference);
        }
        ObjectNode input = AwsJson.object().put("SecretId", matcher.group(1));
        if (!part(rest, 2).isEmpty()) {
            input.put("VersionStage", part(rest, 2));
        }
        if (!part(rest, 3).isEmpty()) {
            input.put("VersionId", part(rest, 3));
        }
        String value;
        try {
            value = AwsJson.text(call("secretsmanager", "GetSecretValue", input), "SecretString", "");
        } catch (AwsException e) {
            throw new DeploymentException(
                    path + ": the secret " + matcher.group(1) + " cannot be read: " + e.message(), e);
        }
        return part(rest, 1).isEmpty() ? value : member(value, part(rest, 1), path);
    }

    private static String part(List<String> parts, int index) {
        return index < parts.size() ? parts.get(index) : "";
    }

    private static String member(String secret, String key, String path) {
        try {
            JsonNode member = AwsJson.parse(secret).path(key);
            if (member.isValueNode()) {
                return member.asText();
            }
        } catch (JsonProcessingException e) {
            // A secret that is not JSON has no keys. The message must not contain its text.
        }
        throw new DeploymentException(
                path + ": Could not find a value associated with JSONKey in SecretString: the key is '" + key + "'");
    }

    private JsonNode call(String service, String operation, ObjectNode input) {
        return context.gateway().call(context.root(), service, operation, input);
    }
}
