package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The secrets of Secrets Manager that a launch needs, by ARN. Never their values.
 *
 * @param kerberosAttributes the secret with the Kerberos attributes; null when the cluster has none
 * @param configurations the secrets whose members become properties of a configuration, by classification
 */
public record LaunchSecrets(@Nullable String kerberosAttributes, Map<String, String> configurations) {
    /**
     * A wildcard or a variable of a policy would become one in the statement that allows to read the secret.
     *
     * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html">CreateSecret, Name</a>
     */
    private static final Pattern ARN =
            Pattern.compile("arn:[a-z0-9-]+:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[A-Za-z0-9/_+=.@-]+");

    /** No secrets. */
    public static final LaunchSecrets NONE = new LaunchSecrets(null, Map.of());

    /** Copies, in the order of the classifications. */
    public LaunchSecrets {
        configurations = Collections.unmodifiableMap(new TreeMap<>(configurations));
    }

    /** What a profile and a cluster configuration need together. */
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
     * @throws IllegalArgumentException when it is none, or one of several secrets; the message begins with "must"
     */
    static void requireArn(String arn) {
        if (!ARN.matcher(arn).matches()) {
            throw new IllegalArgumentException("must be the ARN of one secret, such as "
                    + "arn:aws:secretsmanager:eu-west-1:123456789012:secret:metastore-AbCdEf, got: " + arn);
        }
    }

    /** Whether there are none. */
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
