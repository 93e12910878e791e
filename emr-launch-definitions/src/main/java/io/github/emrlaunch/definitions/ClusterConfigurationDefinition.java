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
 * A stored cluster configuration: the hardware and software of a cluster.
 *
 * @param configurationName the name within the namespace
 * @param description the description, or null
 * @param namespace the namespace
 * @param clusterConfiguration the part of a RunJobFlow request that the configuration sets, in the form of the request;
 *     must not be changed
 * @param overrideInterfaces the overrides that a launch may use, by interface name (one is {@value #DEFAULT_INTERFACE}) and name of the
 *     override
 * @param configurationArtifacts the objects in S3 that a cluster of this configuration reads
 * @param secretConfigurations the ARNs of secrets by classification
 * @param otherMembers the other members of the document, unchanged
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
    /** The interface that a launch function uses by default. */
    public static final String DEFAULT_INTERFACE = "default";

    /** The member of the request with the role of its steps. */
    public static final String STEP_EXECUTION_ROLE = "StepExecutionRoleArn";

    /**
     * Objects in S3.
     *
     * @param bucket the bucket's name
     * @param path a key, or a prefix that ends with {@code *}
     * @param encryptionKey the ARN of the customer managed key of the bucket, or of its alias; or null. The Python. The Python
     *     library does not store it
     * @param otherMembers the other members of the object, unchanged
     */
    public record Artifact(
            String bucket, String path, @Nullable String encryptionKey, ObjectNode otherMembers) {
        /** Creates an artifact without other members. */
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
     * Checks the parts of a document that every launch would refuse, regardless of who stored it.
     *
     * @throws InvalidDefinitionException when the request has no instances, or has passwords, invalid tags, or a member whose name differs
     * from
     *     another one only in case
     */
    public void requireLaunchable() {
        if (!clusterConfiguration.path("Instances").isObject()) {
            throw new InvalidDefinitionException("'%s' is not a stored cluster configuration: '%s' must be an object"
                    .formatted(definitionName(), "ClusterConfiguration.Instances"));
        }
        if (clusterConfiguration.hasNonNull("KerberosAttributes")) {
            throw new InvalidDefinitionException(
                    ("'%s' has 'ClusterConfiguration.KerberosAttributes', whose passwords would"
                                    + " be visible in the execution's history: put them into a secret and specify it in the EMR profile")
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
     * Returns a definition with only a request: without overrides, artifacts and secrets.
     *
     * @param clusterConfiguration the request, which must not be changed afterwards
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

    /** Returns this definition with another description. */
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

    /** Returns this definition with other overrides of the default interface, in the same order. */
    public ClusterConfigurationDefinition withOverrides(Map<String, OverrideRule> overrides) {
        return withOverrides(DEFAULT_INTERFACE, overrides);
    }

    /**
     * Returns this definition with other overrides of an interface, in the same order.
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

    /** Returns this definition with other artifacts. */
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
     * Returns this definition with other secrets.
     *
     * @param arns the secrets' ARNs by classification, in order
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

    /** Returns the overrides of the default interface, which may be empty. */
    public Map<String, OverrideRule> defaultOverrides() {
        return overrides(DEFAULT_INTERFACE).orElse(Map.of());
    }

    /** Returns the overrides of the interface with this name; empty if there is no such interface. */
    public Optional<Map<String, OverrideRule>> overrides(String overrideInterface) {
        return Optional.ofNullable(overrideInterfaces == null ? null : overrideInterfaces.get(overrideInterface));
    }

    /** Returns the ARN of the role of steps in the request, or null. */
    public @Nullable String stepExecutionRole() {
        return clusterConfiguration.path(STEP_EXECUTION_ROLE).textValue();
    }

    /** Returns the ARNs of the roles of steps in the request: its own, and those that overrides may choose. */
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

    /** Returns the ARNs of the roles of steps in the request, with the overrides of every interface. */
    public Set<String> stepExecutionRoles() {
        return stepExecutionRoles(
                overrideInterfaces == null
                        ? List.of()
                        : overrideInterfaces.values().stream()
                                .flatMap(overrides -> overrides.values().stream())
                                .toList());
    }

    /** Returns whether a path in the request is that of the role of its steps. */
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
