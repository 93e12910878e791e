package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A stored cluster configuration: hardware and software of a cluster.
 *
 * @param configurationName the name within the namespace
 * @param description for people
 * @param namespace the namespace
 * @param clusterConfiguration the part of a RunJobFlow request that the configuration decides, in the request's own shape;
 *     not to be changed
 * @param overrideInterfaces by interface name (one is {@value #DEFAULT_INTERFACE}) and name of the override: the values that a launch
 *     may override
 * @param configurationArtifacts the objects in S3 that a cluster of this configuration reads
 * @param secretConfigurations the ARNs of secrets by classification
 * @param otherMembers what the document has besides, kept as it is
 * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_RunJobFlow.html">RunJobFlow</a>
 */
public record ClusterConfigurationDefinition(
        String configurationName,
        @Nullable String description,
        String namespace,
        ObjectNode clusterConfiguration,
        @Nullable Map<String, Map<String, OverrideRule>> overrideInterfaces,
        @Nullable List<Artifact> configurationArtifacts,
        @Nullable ObjectNode secretConfigurations,
        ObjectNode otherMembers)
        implements Definition {
    /** The interface that a launch function takes when it names no overrides of its own. */
    public static final String DEFAULT_INTERFACE = "default";

    /** The member of the request that names the role of its steps. */
    public static final String STEP_EXECUTION_ROLE = "StepExecutionRoleArn";

    /**
     * Objects in S3.
     *
     * @param bucket the bucket's name
     * @param path a key, or a prefix with {@code *} at its end
     * @param encryptionKey the ARN of the customer managed key of the bucket, or of its alias; null when none is known. The Python
     *     library stores none
     * @param otherMembers what the object has besides, kept as it is
     */
    public record Artifact(
            String bucket, String path, @Nullable String encryptionKey, ObjectNode otherMembers) {
        /** An artifact of nothing but bucket, path and key. */
        public Artifact(String bucket, String path, @Nullable String encryptionKey) {
            this(bucket, path, encryptionKey, Json.object());
        }

        private static Artifact read(Members members) {
            return new Artifact(
                    members.requiredString("Bucket", S3Names::requireBucket),
                    members.requiredString("Path", S3Names::requireKeys),
                    members.string("EncryptionKey", KeyArn::require),
                    members.rest());
        }

        private ObjectNode toJson() {
            ObjectNode json = Json.object().put("Bucket", bucket).put("Path", path);
            if (encryptionKey != null) {
                json.put("EncryptionKey", encryptionKey);
            }
            return json.setAll(otherMembers.deepCopy());
        }
    }

    static ClusterConfigurationDefinition read(ObjectNode json) {
        Members members = Members.ofDocument(json);
        return new ClusterConfigurationDefinition(
                members.requiredString(DefinitionType.CLUSTER_CONFIGURATION.nameMember()),
                members.string("Description"),
                members.requiredString("Namespace"),
                members.requiredObject("ClusterConfiguration"),
                members.map("OverrideInterfaces", one -> one.remainingObjects(OverrideRule::read)),
                members.list("ConfigurationArtifacts", Artifact::read),
                secretConfigurations(members),
                members.rest());
    }

    /**
     * Checks what no launch takes of a document, whoever stored it.
     *
     * @throws InvalidDefinitionException when the request has no instances, passwords, tags that no cluster can have, or a member that
     *     stands for another one
     */
    public void requireLaunchable() {
        if (!clusterConfiguration.path("Instances").isObject()) {
            throw new InvalidDefinitionException("'%s' is not a stored cluster configuration: '%s' must be an object"
                    .formatted(definitionName(), "ClusterConfiguration.Instances"));
        }
        if (clusterConfiguration.hasNonNull("KerberosAttributes")) {
            throw new InvalidDefinitionException(
                    ("'%s' has 'ClusterConfiguration.KerberosAttributes', whose passwords would"
                                    + " stand in the execution's history: put them into a secret and name that in the EMR profile")
                            .formatted(definitionName()));
        }
        try {
            Tag.requireAllowedIn(clusterConfiguration);
            OverridePath.requireCase(clusterConfiguration);
        } catch (IllegalArgumentException | InvalidOverrideException e) {
            throw new InvalidDefinitionException(
                    "Cluster configuration '%s': %s".formatted(definitionName(), e.getMessage()));
        }
    }

    private static @Nullable ObjectNode secretConfigurations(Members members) {
        ObjectNode secrets = members.object("SecretConfigurations");
        if (secrets != null) {
            Members arns = new Members(secrets, "SecretConfigurations");
            secrets.fieldNames()
                    .forEachRemaining(classification -> arns.requiredString(classification, LaunchSecrets::requireArn));
        }
        return secrets;
    }

    /**
     * A definition with nothing but its request: no overrides, no artifacts, no secrets.
     *
     * @param clusterConfiguration not to be changed afterwards
     */
    public static ClusterConfigurationDefinition of(DefinitionName name, ObjectNode clusterConfiguration) {
        return new ClusterConfigurationDefinition(
                name.name(),
                null,
                name.namespace(),
                clusterConfiguration,
                Map.of(DEFAULT_INTERFACE, Map.of()),
                List.of(),
                null,
                Json.object());
    }

    /** The same with another description. */
    public ClusterConfigurationDefinition withDescription(@Nullable String text) {
        return new ClusterConfigurationDefinition(
                configurationName,
                text,
                namespace,
                clusterConfiguration,
                overrideInterfaces,
                configurationArtifacts,
                secretConfigurations,
                otherMembers);
    }

    /** The same with other overrides of the default interface, which keep their order. */
    public ClusterConfigurationDefinition withOverrides(Map<String, OverrideRule> overrides) {
        return withOverrides(DEFAULT_INTERFACE, overrides);
    }

    /**
     * The same with other overrides of an interface, which keep their order.
     *
     * @param overrideInterface the interface's name
     */
    public ClusterConfigurationDefinition withOverrides(String overrideInterface, Map<String, OverrideRule> overrides) {
        Map<String, Map<String, OverrideRule>> interfaces =
                new LinkedHashMap<>(overrideInterfaces == null ? Map.of() : overrideInterfaces);
        interfaces.put(overrideInterface, Collections.unmodifiableMap(new LinkedHashMap<>(overrides)));
        return new ClusterConfigurationDefinition(
                configurationName,
                description,
                namespace,
                clusterConfiguration,
                Collections.unmodifiableMap(interfaces),
                configurationArtifacts,
                secretConfigurations,
                otherMembers);
    }

    /** The same with other artifacts. */
    public ClusterConfigurationDefinition withArtifacts(List<Artifact> artifacts) {
        return new ClusterConfigurationDefinition(
                configurationName,
                description,
                namespace,
                clusterConfiguration,
                overrideInterfaces,
                List.copyOf(artifacts),
                secretConfigurations,
                otherMembers);
    }

    /**
     * The same with other secrets.
     *
     * @param arns the secrets' ARNs by classification, in their order
     */
    public ClusterConfigurationDefinition withSecrets(Map<String, String> arns) {
        return new ClusterConfigurationDefinition(
                configurationName,
                description,
                namespace,
                clusterConfiguration,
                overrideInterfaces,
                configurationArtifacts,
                arns.isEmpty() ? null : (ObjectNode) Json.of(arns),
                otherMembers);
    }

    /** What a launch may override when the launch function says nothing else: may be empty. */
    public Map<String, OverrideRule> defaultOverrides() {
        return overrides(DEFAULT_INTERFACE).orElse(Map.of());
    }

    /** What a launch may override by an interface of this name; empty when there is none. */
    public Optional<Map<String, OverrideRule>> overrides(String overrideInterface) {
        return Optional.ofNullable(overrideInterfaces == null ? null : overrideInterfaces.get(overrideInterface));
    }

    /** The ARN of the role that steps of the request run as; null for none. */
    public @Nullable String stepExecutionRole() {
        return clusterConfiguration.path(STEP_EXECUTION_ROLE).textValue();
    }

    /** The ARNs of the roles that steps of the request may run as: its own, and those that overrides may choose. */
    public Set<String> stepExecutionRoles(Collection<OverrideRule> overrides) {
        Set<String> arns = new LinkedHashSet<>();
        if (stepExecutionRole() != null) {
            arns.add(stepExecutionRole());
        }
        overrides.stream()
                .filter(rule -> isStepExecutionRole(rule.target()))
                .flatMap(rule -> rule.allowedValues().stream())
                .map(JsonNode::asText)
                .forEach(arns::add);
        return arns;
    }

    /** The same with the overrides of every interface. */
    public Set<String> stepExecutionRoles() {
        return stepExecutionRoles(
                overrideInterfaces == null
                        ? List.of()
                        : overrideInterfaces.values().stream()
                                .flatMap(overrides -> overrides.values().stream())
                                .toList());
    }

    /** Whether a path in the request is that of the role of its steps. */
    public static boolean isStepExecutionRole(String path) {
        return path.equalsIgnoreCase(STEP_EXECUTION_ROLE);
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode json = Json.object()
                .put(DefinitionType.CLUSTER_CONFIGURATION.nameMember(), configurationName)
                .put("Description", description)
                .put("Namespace", namespace)
                .set("ClusterConfiguration", clusterConfiguration.deepCopy());
        if (overrideInterfaces == null) {
            json.putNull("OverrideInterfaces");
        } else {
            ObjectNode interfaces = json.putObject("OverrideInterfaces");
            overrideInterfaces.forEach((name, overrides) -> interfaces.set(name, OverrideRule.toJson(overrides)));
        }
        if (configurationArtifacts == null) {
            json.putNull("ConfigurationArtifacts");
        } else {
            ArrayNode artifacts = json.putArray("ConfigurationArtifacts");
            configurationArtifacts.forEach(artifact -> artifacts.add(artifact.toJson()));
        }
        json.set("SecretConfigurations", secretConfigurations == null ? null : secretConfigurations.deepCopy());
        return json.setAll(otherMembers.deepCopy());
    }

    @Override
    public DefinitionName definitionName() {
        return new DefinitionName(namespace, configurationName);
    }

    @Override
    public ObjectNode summary() {
        ObjectNode summary = Json.object()
                .put("Release", clusterConfiguration.path("ReleaseLabel").textValue());
        ArrayNode applications = summary.putArray("Applications");
        clusterConfiguration.path("Applications").forEach(application -> applications.add(application.path("Name")));
        return summary.put("Description", description);
    }

    @Override
    public DefinitionType<?> type() {
        return DefinitionType.CLUSTER_CONFIGURATION;
    }
}
