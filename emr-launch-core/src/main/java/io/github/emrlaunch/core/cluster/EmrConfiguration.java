package io.github.emrlaunch.core.cluster;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.services.secretsmanager.ISecret;

/**
 * Settings of one application, identified by a classification.
 *
 * @param classification the classification, such as {@code spark-defaults}
 * @param properties its properties
 * @param configurations nested classifications, such as {@code export} within {@code spark-env}
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ReleaseGuide/emr-configure-apps.html">Configure applications</a>
 */
public record EmrConfiguration(
        String classification, Map<String, String> properties, List<EmrConfiguration> configurations) {
    private static final String SECRET_ANNOTATION = "EMR.secret@";

    /** Copies the maps in the order of the names: a map's own order may differ at each synthesis. */
    public EmrConfiguration {
        Validation.required("classification", classification);
        properties = Validation.map("properties", properties);
        configurations = Validation.list("configurations", configurations);
    }

    /** Creates settings without nested classifications. */
    public static EmrConfiguration of(String classification, Map<String, String> properties) {
        return new EmrConfiguration(classification, properties, List.of());
    }

    /**
     * Creates the settings that make Spark access S3 with S3 Access Grants. Requires EMR 6.15 or later; EMR translates
     * the settings from 7.10 on, where S3A is the connector. The instance role, or the runtime role of a step, needs
     * the permissions that {@code IEmrProfile.authorizeS3AccessGrants} adds.
     *
     * @param fallsBackToIam whether the role's own permissions apply if there is no grant; EMR has no such fallback
     *     with IAM Identity Center
     * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-access-grants.html">S3 Access Grants with Amazon EMR</a>
     * @see <a href="https://docs.aws.amazon.com/emr/latest/ReleaseGuide/emr-s3a-migrate.html">Migration from EMRFS to S3A</a>
     */
    public static EmrConfiguration s3AccessGrants(boolean fallsBackToIam) {
        return of(
                "emrfs-site",
                Map.of(
                        "fs.s3.s3AccessGrants.enabled",
                        "true",
                        "fs.s3.s3AccessGrants.fallbackToIAM",
                        String.valueOf(fallsBackToIam)));
    }

    /** Returns a copy with this property added or replaced. */
    public EmrConfiguration withProperty(String name, String value) {
        Map<String, String> more = new TreeMap<>(properties);
        more.put(Validation.required("name", name), Validation.required("value", value));
        return new EmrConfiguration(classification, more, configurations);
    }

    /**
     * Returns a copy with a property whose value EMR reads from Secrets Manager when it configures the cluster. Only
     * the secret's ARN is stored and sent. The secret is plain text; its value and the property's name have at most
     * 1,024 characters in total. The profile's service role needs {@code secretsmanager:GetSecretValue} on the secret,
     * and {@code kms:Decrypt} if the secret has its own key.
     *
     * @see <a href="https://docs.aws.amazon.com/emr/latest/ReleaseGuide/storing-sensitive-data.html">Sensitive configuration data</a>
     */
    public EmrConfiguration withSecret(String name, ISecret secret) {
        return withProperty(
                SECRET_ANNOTATION + Validation.required("name", name),
                Validation.required("secret", secret).getSecretArn());
    }

    /** Returns a copy with nested classifications, merged into the existing ones. */
    public EmrConfiguration withConfigurations(EmrConfiguration... nested) {
        return withConfigurations(Validation.list("configurations", nested));
    }

    /** Returns a copy with nested classifications, merged into the existing ones, as a list. */
    public EmrConfiguration withConfigurations(List<EmrConfiguration> nested) {
        return new EmrConfiguration(
                classification, properties, merge(configurations, Validation.list("configurations", nested)));
    }

    /** Merges both configurations; the other's properties take precedence. */
    EmrConfiguration mergedWith(EmrConfiguration other) {
        Map<String, String> merged = new LinkedHashMap<>(properties);
        merged.putAll(other.properties);
        return new EmrConfiguration(classification, merged, merge(configurations, other.configurations));
    }

    /**
     * Merges the configurations by classification. EMR would use the last of several with one classification and drop
     * the others.
     */
    static List<EmrConfiguration> merge(List<EmrConfiguration> first, List<EmrConfiguration> second) {
        Map<String, EmrConfiguration> merged = new LinkedHashMap<>();
        first.forEach(one -> merged.merge(one.classification(), one, EmrConfiguration::mergedWith));
        second.forEach(one -> merged.merge(one.classification(), one, EmrConfiguration::mergedWith));
        return List.copyOf(merged.values());
    }

    /** Adds defaults to a list. The values of the list and their order stay. */
    static List<EmrConfiguration> withDefaults(List<EmrConfiguration> list, List<EmrConfiguration> defaults) {
        Map<String, EmrConfiguration> merged = new LinkedHashMap<>();
        list.forEach(one -> merged.put(one.classification(), one));
        defaults.forEach(
                one -> merged.merge(one.classification(), one, (said, byDefault) -> byDefault.mergedWith(said)));
        return List.copyOf(merged.values());
    }

    /** Adds the member {@code Configurations}, merged by classification, unless it would be empty. */
    static void addTo(ObjectNode instances, List<EmrConfiguration> configurations) {
        if (!configurations.isEmpty()) {
            ArrayNode array = instances.putArray("Configurations");
            merge(configurations, List.of()).forEach(configuration -> array.add(configuration.toJson()));
        }
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object().put("Classification", classification);
        properties.forEach(json.putObject("Properties")::put);
        addTo(json, configurations);
        return json;
    }
}
