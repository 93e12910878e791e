package io.github.emrlaunch.core.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.internal.DefinitionGrants;
import io.github.emrlaunch.core.internal.DefinitionParameter;
import io.github.emrlaunch.core.internal.ProductTags;
import io.github.emrlaunch.core.internal.StoredDefinitions;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.ClusterConfigurationDefinition;
import io.github.emrlaunch.definitions.ClusterConfigurationOverrides;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionStore;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.InvalidOverrideException;
import io.github.emrlaunch.definitions.OverrideInterface;
import io.github.emrlaunch.definitions.OverrideRule;
import io.github.emrlaunch.definitions.Tag;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Annotations;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.ISubnet;
import software.amazon.awscdk.services.ec2.InstanceArchitecture;
import software.amazon.awscdk.services.ec2.PrivateSubnet;
import software.amazon.awscdk.services.ec2.PublicSubnet;
import software.amazon.awscdk.services.iam.Grant;
import software.amazon.awscdk.services.iam.IGrantable;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.constructs.Construct;

/**
 * The hardware and software of clusters, defined once and shared by name: release, applications and their settings, instances
 * and where they run. Stored in Parameter Store as {@code /emr_launch/cluster_configurations/NAMESPACE/NAME}; it makes no
 * other resource, but for the deployment of code that it uses, and starts nothing.
 *
 * <p>Instances are {@linkplain InstanceGroup groups} or {@linkplain InstanceFleet fleets}. What EMR would refuse at launch is
 * refused at synth, with the path in the RunJobFlow request and the rule.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_RunJobFlow.html">RunJobFlow</a>
 */
public final class ClusterConfiguration extends Construct implements IClusterConfiguration {
    private final ClusterConfigurationDefinition definition;
    private final List<ISubnet> subnets;
    private final Map<String, ISecret> secretConfigurations;

    private ClusterConfiguration(
            Construct scope,
            String id,
            ClusterConfigurationDefinition definition,
            List<ISubnet> subnets,
            Map<String, ISecret> secretConfigurations,
            Iterable<EmrCode> code) {
        super(scope, id);
        this.secretConfigurations = Collections.unmodifiableMap(secretConfigurations);
        this.subnets = subnets;
        this.definition = definition;
        code.forEach(one -> one.deploy(this));
        DefinitionParameter.store(this, "Definition", definition);
        ProductTags.add(this);
    }

    /**
     * Loads a configuration of the default namespace, while the app is synthesized.
     *
     * @throws io.github.emrlaunch.definitions.ClusterConfigurationNotFoundException when there is none of that name
     * @see #fromStoredConfiguration(Construct, String, String, String)
     */
    public static IClusterConfiguration fromStoredConfiguration(Construct scope, String id, String configurationName) {
        return fromStoredConfiguration(scope, id, configurationName, DefinitionName.DEFAULT_NAMESPACE);
    }

    /**
     * Loads a configuration while the app is synthesized: from the folder that the context key
     * {@code emr-launch:definitions-directory} names, else from Parameter Store in the stack's region, with the default
     * credentials.
     *
     * @throws io.github.emrlaunch.definitions.ClusterConfigurationNotFoundException when there is none of that name
     * @throws io.github.emrlaunch.definitions.InvalidDefinitionException when what is stored is no configuration
     */
    public static IClusterConfiguration fromStoredConfiguration(
            Construct scope, String id, String configurationName, String namespace) {
        return Validation.at(scope, id, () -> {
            DefinitionName name = Validation.name(namespace, "configurationName", configurationName);
            return new StoredClusterConfiguration(
                    scope, id, StoredDefinitions.load(scope, DefinitionType.CLUSTER_CONFIGURATION, name));
        });
    }

    /** Loads a configuration from a store of the caller's choice. */
    public static IClusterConfiguration fromStoredConfiguration(
            Construct scope, String id, DefinitionName name, DefinitionStore store) {
        return new StoredClusterConfiguration(scope, id, store.get(DefinitionType.CLUSTER_CONFIGURATION, name));
    }

    @Override
    public Optional<Boolean> runsInPublicSubnets() {
        if (subnets.isEmpty()) {
            return Optional.empty();
        }
        if (subnets.stream().allMatch(PublicSubnet.class::isInstance)) {
            return Optional.of(true);
        }
        return subnets.stream().allMatch(PrivateSubnet.class::isInstance) ? Optional.of(false) : Optional.empty();
    }

    /**
     * The cluster configurations of a namespace, in order of their names, read while the app is synthesized from where
     * {@link #fromStoredConfiguration(Construct, String, String, String)} reads; empty when there are none.
     */
    public static List<DefinitionName> listStoredConfigurations(Construct scope, String namespace) {
        return StoredDefinitions.list(scope, DefinitionType.CLUSTER_CONFIGURATION, namespace);
    }

    /** Allows the grantee to list and read the cluster configurations of one namespace. */
    public static Grant grantReadNamespace(IGrantable grantee, String namespace) {
        return DefinitionGrants.readNamespace(grantee, DefinitionType.CLUSTER_CONFIGURATION, namespace);
    }

    /** Allows the grantee to list and read the cluster configurations of all namespaces. */
    public static Grant grantReadAll(IGrantable grantee) {
        return DefinitionGrants.readAll(grantee, DefinitionType.CLUSTER_CONFIGURATION);
    }

    @Override
    public Map<String, ISecret> getSecretConfigurations() {
        return secretConfigurations;
    }

    @Override
    public ClusterConfigurationDefinition getDefinition() {
        return definition;
    }

    /**
     * Collects what a cluster configuration is made of. Required: {@link #configurationName}, {@link #releaseLabel},
     * {@link #subnets}, and either {@link #instanceGroups} or {@link #instanceFleets}. What the profile decides (roles,
     * managed security groups, security configuration, Kerberos, logs) has no method here.
     */
    public static final class Builder {
        private final Construct scope;
        private final String id;
        private final ClusterRequest request = new ClusterRequest();
        private final List<Consumer<Map<String, OverrideRule>>> overrideChanges = new ArrayList<>();
        private @Nullable String configurationName;
        private String namespace = DefinitionName.DEFAULT_NAMESPACE;
        private @Nullable String description;
        private List<ISubnet> subnets = List.of();
        private Map<String, ISecret> secretConfigurations = Map.of();
        private final Set<String> unchecked = new HashSet<>();
        private boolean spotMaster;
        private @Nullable InstanceArchitecture amiArchitecture;

        private Builder(Construct scope, String id) {
            this.scope = scope;
            this.id = id;
        }

        /** Starts a configuration in this scope. */
        public static Builder create(Construct scope, String id) {
            return new Builder(scope, id);
        }

        /** The name within the namespace: letters, digits, {@code _}, {@code .} and {@code -}. */
        public Builder configurationName(String configurationName) {
            this.configurationName = configurationName;
            return this;
        }

        /** The namespace, of the same characters. Default: {@code default}. */
        public Builder namespace(String namespace) {
            this.namespace = namespace;
            return this;
        }

        /** For people. Default: none. */
        public Builder description(String description) {
            this.description = description;
            return this;
        }

        /** The EMR release, such as {@code emr-7.12.0}. */
        public Builder releaseLabel(String releaseLabel) {
            request.settings.put("ReleaseLabel", releaseLabel);
            return this;
        }

        /**
         * The applications to install, such as {@code Spark}; a name that is nearly one of EMR's is an error. Default: none,
         * which for EMR is Hadoop.
         */
        public Builder applications(String... applications) {
            return applications(List.of(applications));
        }

        /** The same, as a list. */
        public Builder applications(List<String> applications) {
            request.software.applications = List.copyOf(applications);
            return this;
        }

        /** Settings of applications; several of one classification become one, the later winning. Default: none. */
        public Builder configurations(EmrConfiguration... configurations) {
            return configurations(List.of(configurations));
        }

        /** The same, as a list. */
        public Builder configurations(List<EmrConfiguration> configurations) {
            request.software.configurations = List.copyOf(configurations);
            return this;
        }

        /**
         * Settings of applications that a launch reads from Secrets Manager, by classification: each secret holds a JSON object
         * of properties. Only the secrets' ARNs are stored. See {@link EmrConfiguration#withSecret} for a single value that EMR
         * itself reads. Default: none.
         */
        public Builder secretConfigurations(Map<String, ? extends ISecret> secretConfigurations) {
            this.secretConfigurations = new TreeMap<>(secretConfigurations);
            return this;
        }

        /** Scripts that every node runs before applications are installed, in this order. Default: none. */
        public Builder bootstrapActions(BootstrapAction... bootstrapActions) {
            return bootstrapActions(List.of(bootstrapActions));
        }

        /** The same, as a list. */
        public Builder bootstrapActions(List<BootstrapAction> bootstrapActions) {
            request.software.bootstrapActions = List.copyOf(bootstrapActions);
            return this;
        }

        /**
         * Whether Hive and Spark use the Glue Data Catalog as their metastore. The profile's instance role then needs access
         * to the catalog. Default: false.
         */
        public Builder useGlueCatalog(boolean useGlueCatalog) {
            request.software.useGlueCatalog = useGlueCatalog;
            return this;
        }

        /**
         * Packages that every Spark application gets, as {@code GROUP:ARTIFACT:VERSION}: they go into
         * {@code spark.jars.packages} of {@code spark-defaults}, after what the settings have there. Default: none.
         */
        public Builder sparkPackages(String... packages) {
            request.software.sparkPackages = List.of(packages);
            return this;
        }

        /**
         * Adds jars of some code that every Spark application gets: they go into {@code spark.jars} of
         * {@code spark-defaults}, after what the settings have there. Default: none.
         *
         * @param code what they are part of, deployed with this configuration
         * @param jars their paths within the code; {@link EmrCode#files} finds them
         * @throws IllegalArgumentException when the code has no such file
         */
        public Builder sparkJars(EmrCode code, String... jars) {
            return sparkJars(code, List.of(jars));
        }

        /** The same, as a list. */
        public Builder sparkJars(EmrCode code, List<String> jars) {
            jars.forEach(jar -> request.software.sparkJars.add(code.uriOf(jar)));
            request.software.code.add(code);
            return this;
        }

        /** Adds code that clusters read besides, deployed with this configuration. Default: none. */
        public Builder code(EmrCode... code) {
            request.software.code.addAll(List.of(code));
            return this;
        }

        /** How many steps may run at a time, 1 to 256; above 1 from release 5.28.0. Default: 1. */
        public Builder stepConcurrencyLevel(int stepConcurrencyLevel) {
            request.settings.put("StepConcurrencyLevel", stepConcurrencyLevel);
            return this;
        }

        /** The instances, as groups of one type each: one for the primary node, one for core and any number for task nodes. */
        public Builder instanceGroups(InstanceGroup... instanceGroups) {
            return instanceGroups(List.of(instanceGroups));
        }

        /** The same, as a list. */
        public Builder instanceGroups(List<InstanceGroup> instanceGroups) {
            request.groups = List.copyOf(instanceGroups);
            return this;
        }

        /** The instances, as fleets of several types each, at most one for each role. */
        public Builder instanceFleets(InstanceFleet... instanceFleets) {
            return instanceFleets(List.of(instanceFleets));
        }

        /** The same, as a list. */
        public Builder instanceFleets(List<InstanceFleet> instanceFleets) {
            request.fleets = List.copyOf(instanceFleets);
            return this;
        }

        /** Where the instances run: one subnet for groups, one or several to choose from for fleets. */
        public Builder subnets(ISubnet... subnets) {
            return subnets(List.of(subnets));
        }

        /** The same, as a list. */
        public Builder subnets(List<? extends ISubnet> subnets) {
            this.subnets = List.copyOf(subnets);
            return this;
        }

        /**
         * Says that the primary node may be a spot instance: when EC2 takes it back, the cluster and what runs on it are lost.
         * Default: false, and such a primary node is an error.
         */
        public Builder spotMaster(boolean spotMaster) {
            this.spotMaster = spotMaster;
            return this;
        }

        /** Lets EMR scale core and task nodes within bounds. Default: none, the cluster stays as large as it starts. */
        public Builder managedScaling(ManagedScaling managedScaling) {
            request.settings.set("ManagedScalingPolicy", managedScaling.toJson());
            return this;
        }

        /** When instances go that a shrinking cluster doesn't need. Default: when their tasks are done. */
        public Builder scaleDownBehavior(ScaleDownBehavior scaleDownBehavior) {
            request.settings.put("ScaleDownBehavior", scaleDownBehavior.name());
            return this;
        }

        /**
         * After how much time without work the cluster terminates itself, 60 seconds to 7 days; from release 5.30.0, and from
         * 6.1.0. Default: it runs, and costs money, until someone terminates it.
         *
         * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-auto-termination-policy.html">
         *     Auto-termination</a>
         */
        public Builder idleTimeout(Duration idleTimeout) {
            request.settings
                    .putObject("AutoTerminationPolicy")
                    .put("IdleTimeout", idleTimeout.toSeconds().longValue());
            return this;
        }

        /** Whether the cluster can't be terminated until somebody lifts this protection. Default: false. */
        public Builder terminationProtection(boolean terminationProtection) {
            request.instances.put("TerminationProtected", terminationProtection);
            return this;
        }

        /**
         * Whether EMR replaces core nodes that are no longer healthy. Default: EMR's.
         *
         * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-plan-node-replacement.html">Replacement</a>
         */
        public Builder unhealthyNodeReplacement(boolean unhealthyNodeReplacement) {
            request.instances.put("UnhealthyNodeReplacement", unhealthyNodeReplacement);
            return this;
        }

        /** The AMI of all instances; from release 5.7.0. Default: the release's own. */
        public Builder customAmi(String amiId) {
            request.settings.put("CustomAmiId", amiId);
            return this;
        }

        /** The same, with the architecture that the AMI was made for: instance types of the other one are an error then. */
        public Builder customAmi(String amiId, InstanceArchitecture architecture) {
            this.amiArchitecture = architecture;
            return customAmi(amiId);
        }

        /** Which updates instances of a custom AMI install when they boot. Default: security updates. */
        public Builder repoUpgradeOnBoot(RepoUpgradeOnBoot repoUpgradeOnBoot) {
            request.settings.put("RepoUpgradeOnBoot", repoUpgradeOnBoot.name());
            return this;
        }

        /**
         * The release of Amazon Linux, such as {@code 2023.9.20251117.1}; from release 5.36.0, and from 6.6.0. Default: the
         * newest that EMR has validated.
         */
        public Builder osReleaseLabel(String osReleaseLabel) {
            request.settings.put("OSReleaseLabel", osReleaseLabel);
            return this;
        }

        /** The volume that each instance boots from. Default: EMR's. */
        public Builder rootVolume(RootVolume rootVolume) {
            rootVolume.addTo(request.settings);
            return this;
        }

        /**
         * The key with which EMR encrypts the logs that it uploads; from release 5.30.0, and from 6.1.0. The profile's instance
         * role needs to use it. Default: encryption by S3.
         */
        public Builder logEncryptionKey(IKey key) {
            request.settings.put("LogEncryptionKmsKeyId", key.getKeyArn());
            return this;
        }

        /** Where logs go besides the profile's logs bucket. Default: nowhere. */
        public Builder monitoring(Monitoring monitoring) {
            request.settings.set("MonitoringConfiguration", monitoring.toJson());
            return this;
        }

        /** How EC2 places instances. Default: as it likes. */
        public Builder placementGroups(PlacementGroup... placementGroups) {
            ArrayNode groups = request.settings.putArray("PlacementGroupConfigs");
            Stream.of(placementGroups).map(PlacementGroup::toJson).forEach(groups::add);
            return this;
        }

        /** The name of the EC2 key pair for SSH to the primary node. Default: none. */
        public Builder ec2KeyName(String ec2KeyName) {
            request.instances.put("Ec2KeyName", ec2KeyName);
            return this;
        }

        /** Security groups of the primary node besides the profile's, at most 4. Default: none. */
        public Builder additionalMasterSecurityGroups(ISecurityGroup... groups) {
            return additionalSecurityGroups("AdditionalMasterSecurityGroups", groups);
        }

        /** Security groups of core and task nodes besides the profile's, at most 4. Default: none. */
        public Builder additionalWorkersSecurityGroups(ISecurityGroup... groups) {
            return additionalSecurityGroups("AdditionalSlaveSecurityGroups", groups);
        }

        private Builder additionalSecurityGroups(String member, ISecurityGroup... groups) {
            ArrayNode ids = request.instances.putArray(member);
            Stream.of(groups).map(ISecurityGroup::getSecurityGroupId).forEach(ids::add);
            return this;
        }

        /**
         * Tags of every cluster of this configuration; those of a launch function and of a launch win. The tag
         * {@code for-use-with-amazon-emr-managed-policies=true} comes by itself. Default: none besides.
         *
         * @throws IllegalArgumentException when EMR would refuse one, or it is reserved
         */
        public Builder tags(Map<String, String> tags) {
            ArrayNode array = request.settings.putArray("Tags");
            new TreeMap<>(tags)
                    .forEach((key, value) ->
                            array.add(new Tag(key, value).requireAllowed().toJson()));
            return this;
        }

        /**
         * The runtime role of steps that are part of the request; from release 6.7.0, with a profile that has runtime roles.
         * Steps that are added to a running cluster name their own. Default: the profile's instance role.
         *
         * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-steps-runtime-roles.html">Runtime roles</a>
         */
        public Builder stepExecutionRole(IRole role) {
            request.settings.put("StepExecutionRoleArn", role.getRoleArn());
            return this;
        }

        /**
         * Adds a value that a launch may override, or replaces the rule of one.
         *
         * @param name the name by which launches give the value, such as {@code SparkMemory}
         * @param rule the path of the value and what is allowed there; its default is what the configuration says there
         */
        public Builder override(String name, OverrideRule rule) {
            overrideChanges.add(rules -> rules.put(name, rule));
            return this;
        }

        /**
         * Changes the rule of a value that a launch may override:
         *
         * <pre>{@code
         * .override("CoreInstanceCount", OverrideRule::withoutMaximum)
         * .override("CoreInstanceType", rule -> rule.withAllowedValues("m7g.xlarge", "m7g.2xlarge"))
         * }</pre>
         *
         * @param name the name by which launches give the value
         * @param change gets the rule of that name, and must not change its path
         */
        public Builder override(String name, UnaryOperator<OverrideRule> change) {
            overrideChanges.add(rules -> rules.put(name, change.apply(existing(rules, name))));
            return this;
        }

        /**
         * Sets a member of the RunJobFlow request, for what has no method of its own; it wins over what the methods set. A member
         * that is nearly one that RunJobFlow has is an error when the configuration is built, another unknown one a warning.
         *
         * @param name the member's name, or a path such as {@code Instances.InstanceGroups.1.CustomAmiId}
         * @param value a string, number, boolean, list or map
         * @throws IllegalArgumentException when the profile decides it, or the value is something else
         */
        public Builder property(String name, Object value) {
            request.properties.add(new RequestProperty(name, value));
            return this;
        }

        /**
         * Sets a member of the RunJobFlow request as {@link #property} does, and says that EMR knows it, and what is below it, even if
         * this version of the library does not: there is neither a warning nor an error when it is nearly the name of another.
         *
         * @param name the member's name or path
         * @param value a string, number, boolean, list or map
         * @throws IllegalArgumentException when the profile decides it, or the value is something else
         */
        public Builder uncheckedProperty(String name, Object value) {
            unchecked.add(name);
            return property(name, value);
        }

        /**
         * Adds the configuration to the scope.
         *
         * @throws IllegalArgumentException when a property is missing, the request breaks a rule of EMR (the message says which
         *     value, by its path in the request, and which rule), an override reaches nothing, or the definition is too large for
         *     Parameter Store
         */
        public ClusterConfiguration build() {
            return Validation.at(scope, id, () -> {
                ClusterConfigurationDefinition definition = definition();
                DefinitionParameter.requireStorable(definition);
                ClusterConfiguration configuration = new ClusterConfiguration(
                        scope, id, definition, subnets, secretConfigurations, request.software.allCode());
                ShapeRules.warnings(definition.clusterConfiguration(), unchecked)
                        .forEach(warning -> Annotations.of(configuration)
                                .addWarningV2("@emr-launch/core:unknownRequestMember", warning));
                return configuration;
            });
        }

        private ClusterConfigurationDefinition definition() {
            Validation.description(description);
            DefinitionName name = Validation.name(namespace, "configurationName", configurationName);
            Validation.required("releaseLabel", request.settings.get("ReleaseLabel"));
            ObjectNode json = request.toJson(
                    name.name(), subnets.stream().map(ISubnet::getSubnetId).toList());
            ShapeRules.check(json, unchecked);
            RequestRules.check(json, spotMaster, amiArchitecture);
            Map<String, String> secrets = new LinkedHashMap<>();
            secretConfigurations.forEach(
                    (classification, secret) -> secrets.put(classification, secret.getSecretArn()));
            return ClusterConfigurationDefinition.of(name, json)
                    .withDescription(description)
                    .withOverrides(overrides(json))
                    .withArtifacts(request.software.artifacts())
                    .withSecrets(secrets);
        }

        private Map<String, OverrideRule> overrides(ObjectNode json) {
            Map<String, OverrideRule> overrides = OverrideInterface.of(json);
            overrideChanges.forEach(change -> change.accept(overrides));
            overrides.replaceAll((overrideName, rule) -> withDefault(rule, json));
            try {
                new ClusterConfigurationOverrides(overrides).requireReachable(json);
            } catch (InvalidOverrideException e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
            return overrides;
        }

        private static OverrideRule existing(Map<String, OverrideRule> rules, String name) {
            OverrideRule rule = rules.get(name);
            if (rule == null) {
                throw new IllegalArgumentException(
                        "There is no override '%s' whose rule could change. There are: %s. To add it, give an OverrideRule"
                                .formatted(name, String.join(", ", rules.keySet())));
            }
            return rule;
        }

        /** The same, with what the configuration says there as its default, unless it has one. */
        private static OverrideRule withDefault(OverrideRule override, ObjectNode json) {
            JsonNode value = json.at("/" + override.target().replace('.', '/'));
            boolean nothingToAdd = override.defaultValue() != null || value.isMissingNode() || value.isNull();
            return nothingToAdd ? override : override.withDefault(value);
        }
    }
}
