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
 * Settings of one application, by classification.
 *
 * @param classification such as {@code spark-defaults}
 * @param properties its settings
 * @param configurations nested classifications, such as {@code export} within {@code spark-env}
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ReleaseGuide/emr-configure-apps.html">Configure applications</a>
 */
public record EmrConfiguration(
        String classification, Map<String, String> properties, List<EmrConfiguration> configurations) {
    private static final String SECRET_ANNOTATION = "EMR.secret@";

    /** Copies, in the order of the names: a map's own order may differ at each synth. */
    public EmrConfiguration {
        Validation.required("classification", classification);
        properties = Validation.map("properties", properties);
        configurations = Validation.list("configurations", configurations);
    }

    /** Settings without nested classifications. */
    public static EmrConfiguration of(String classification, Map<String, String> properties) {
        return new EmrConfiguration(classification, properties, List.of());
    }

    /**
     * The settings with which Spark reads and writes data in S3 by S3 Access Grants. EMR 6.15 and later; from 7.10 on, where S3A is the
     * connector, EMR translates them. The instance role, or the runtime role of a step, has to be allowed as {@code
     * IEmrProfile.authorizeS3AccessGrants} does.
     *
     * @param fallsBackToIam whether the role's own permissions decide where there is no grant; EMR has no such fallback with IAM Identity
     *     Center
     * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-access-grants.html">S3 Access Grants with Amazon
     *     EMR</a>
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

    /** The same with one more setting, or another value of one. */
    public EmrConfiguration withProperty(String name, String value) {
        Map<String, String> more = new TreeMap<>(properties);
        more.put(Validation.required("name", name), Validation.required("value", value));
        return new EmrConfiguration(classification, more, configurations);
    }

    /**
     * The same with a setting whose value EMR itself reads from Secrets Manager when it configures the cluster: only the
     * secret's ARN is stored and sent. The secret is plain text of at most 1,024 characters together with the name. The
     * profile's service role needs {@code secretsmanager:GetSecretValue} on it, and {@code kms:Decrypt} where it has a key of
     * its own.
     *
     * @see <a href="https://docs.aws.amazon.com/emr/latest/ReleaseGuide/storing-sensitive-data.html">Sensitive configuration
     *     data</a>
     */
    public EmrConfiguration withSecret(String name, ISecret secret) {
        return withProperty(
                SECRET_ANNOTATION + Validation.required("name", name),
                Validation.required("secret", secret).getSecretArn());
    }

    /** The same with nested classifications, merged into those that it has. */
    public EmrConfiguration withConfigurations(EmrConfiguration... nested) {
        return withConfigurations(Validation.list("configurations", nested));
    }

    /** The same with nested classifications, merged into those that it has, as a list. */
    public EmrConfiguration withConfigurations(List<EmrConfiguration> nested) {
        return new EmrConfiguration(
                classification, properties, merge(configurations, Validation.list("configurations", nested)));
    }

    /** Both, where the other's settings win. */
    EmrConfiguration mergedWith(EmrConfiguration other) {
        Map<String, String> merged = new LinkedHashMap<>(properties);
        merged.putAll(other.properties);
        return new EmrConfiguration(classification, merged, merge(configurations, other.configurations));
    }

    /** One configuration for each classification: EMR would take the last of several and drop the others. */
    static List<EmrConfiguration> merge(List<EmrConfiguration> first, List<EmrConfiguration> second) {
        Map<String, EmrConfiguration> merged = new LinkedHashMap<>();
        first.forEach(one -> merged.merge(one.classification(), one, EmrConfiguration::mergedWith));
        second.forEach(one -> merged.merge(one.classification(), one, EmrConfiguration::mergedWith));
        return List.copyOf(merged.values());
    }

    /** Those of a list with defaults, which win nothing: what the list says stays, and where it says it. */
    static List<EmrConfiguration> withDefaults(List<EmrConfiguration> list, List<EmrConfiguration> defaults) {
        Map<String, EmrConfiguration> merged = new LinkedHashMap<>();
        list.forEach(one -> merged.put(one.classification(), one));
        defaults.forEach(
                one -> merged.merge(one.classification(), one, (said, byDefault) -> byDefault.mergedWith(said)));
        return List.copyOf(merged.values());
    }

    /** Adds the member {@code Configurations}, merged by classification, if there are any. */
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
