package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The ARNs of the secrets in Secrets Manager that a launch needs, without their values.
 *
 * @param kerberosAttributes the secret with the Kerberos attributes; or null
 * @param configurations the secrets whose members become properties of a configuration, by classification
 */
public record LaunchSecrets(@Nullable String kerberosAttributes, Map<String, String> configurations) {
    /**
     * The pattern of an ARN. A wildcard or a policy variable would be effective in the statement that allows reading the secret.
     *
     * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html">CreateSecret, Name</a>
     */
    private static final Pattern ARN =
            Pattern.compile("arn:[a-z0-9-]+:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[A-Za-z0-9/_+=.@-]+");

    /** No secrets. */
    public static final LaunchSecrets NONE = new LaunchSecrets(null, Map.of());

    /** Copies the secrets, sorted by classification. */
    public LaunchSecrets {
        configurations = Collections.unmodifiableMap(new TreeMap<>(configurations));
    }

    /** Returns the secrets of a profile and a cluster configuration. */
    public static LaunchSecrets of(EmrProfileDefinition profile, ClusterConfigurationDefinition configuration) {
        Map<String, String> configurations = new TreeMap<>();
        ObjectNode stored = configuration.secretConfigurations();
        if (stored != null) {
            Members members = new Members(stored, "SecretConfigurations");
            stored.fieldNames()
                    .forEachRemaining(classification ->
                            configurations.put(classification, members.requiredString(classification)));
        }
        return new LaunchSecrets(profile.kerberosAttributesSecret(), configurations);
    }

    /**
     * Checks the ARN of a secret in a stored document.
     *
     * @throws IllegalArgumentException when it is not the ARN of one secret; the message starts with "must"
     */
    static void requireArn(String arn) {
        if (!ARN.matcher(arn).matches()) {
            throw new IllegalArgumentException("must be the ARN of one secret, such as "
                    + "arn:aws:secretsmanager:eu-west-1:123456789012:secret:metastore-AbCdEf, got: " + arn);
        }
    }

    /** Returns whether there are no secrets. */
    public boolean isEmpty() {
        return kerberosAttributes == null && configurations.isEmpty();
    }

    static LaunchSecrets read(Members members) {
        Map<String, String> configurations = new TreeMap<>();
        ObjectNode json = members.requiredObject("Configurations");
        Members classifications = new Members(json, "Secrets.Configurations");
        json.fieldNames()
                .forEachRemaining(classification ->
                        configurations.put(classification, classifications.requiredString(classification)));
        return new LaunchSecrets(members.string("KerberosAttributes"), configurations);
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object();
        if (kerberosAttributes != null) {
            json.put("KerberosAttributes", kerberosAttributes);
        }
        configurations.forEach(json.putObject("Configurations")::put);
        return json;
    }
}
