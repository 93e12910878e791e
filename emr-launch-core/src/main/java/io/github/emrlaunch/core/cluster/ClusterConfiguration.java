package io.github.emrlaunch.core.cluster;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.internal.CodeProtection;
import io.github.emrlaunch.core.internal.ContextLists;
import io.github.emrlaunch.core.internal.Copies;
import io.github.emrlaunch.core.internal.DefinitionParameter;
import io.github.emrlaunch.core.internal.GivenNumbers;
import io.github.emrlaunch.core.internal.KeyAccess;
import io.github.emrlaunch.core.internal.ProductTags;
import io.github.emrlaunch.core.internal.SecurityOverrides;
import io.github.emrlaunch.core.internal.Stacks;
import io.github.emrlaunch.core.internal.UniqueNames;
import io.github.emrlaunch.core.internal.UniqueNames.Name;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.core.internal.Warnings;
import io.github.emrlaunch.core.store.StoredDefinitions;
import io.github.emrlaunch.definitions.ClusterConfigurationDefinition;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.OverrideRule;
import io.github.emrlaunch.definitions.StoredRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Resource;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.ISubnet;
import software.amazon.awscdk.services.ec2.InstanceArchitecture;
import software.amazon.awscdk.services.ec2.PrivateSubnet;
import software.amazon.awscdk.services.ec2.PublicSubnet;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.constructs.Construct;

/**
 * A cluster configuration: the hardware and software of clusters, defined once and shared by name. It contains the
 * release, the applications and their settings, the instances and the subnets. The definition is stored in Parameter
 * Store as {@code /emr_launch/cluster_configurations/NAMESPACE/NAME}. The construct creates no other resource, except
 * for the deployment of the code that it uses, and starts no cluster.
 *
 * <p>Instances are {@linkplain InstanceGroup groups} or {@linkplain InstanceFleet fleets}. Values that EMR would refuse
 * at launch fail at synthesis. The error contains the path in the RunJobFlow request and the rule.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_RunJobFlow.html">RunJobFlow</a>
 */
public final class ClusterConfiguration extends Resource implements IClusterConfiguration {
    private final ClusterConfigurationDefinition definition;
    private final List<ISubnet> subnets;
    private final SubnetVpcs subnetVpcs;
    private final Map<String, ISecret> secretConfigurations;
    private final @Nullable IRole stepExecutionRole;

    private ClusterConfiguration(Builder builder) {
        super(builder.scope, builder.id);
        definition = builder.definition();
        subnets = builder.checkedSubnets();
        subnetVpcs = SubnetVpcs.of(subnets);
        secretConfigurations = builder.secretConfigurations;
        stepExecutionRole = builder.stepExecutionRole;
        builder.software().allCode().forEach(code -> code.deploy(this));
        CodeProtection.runs(this, definition);
        getNode().setDefaultChild(DefinitionParameter.store(this, "Definition", definition));
        ProductTags.add(this);
        ShapeRules.warnings(definition.clusterConfiguration(), builder.unchecked)
                .forEach(warning -> Warnings.add(this, "unknownRequestMember", warning));
        RequestRules.warnings(definition.clusterConfiguration())
                .forEach((warningId, warnings) -> warnings.forEach(warning -> Warnings.add(this, warningId, warning)));
        warnOfSecurity(definition.defaultOverrides());
        builder.overrides
                .interfaces()
                .forEach(name -> definition.overrides(name).ifPresent(this::warnOfSecurity));
    }

    private void warnOfSecurity(Map<String, OverrideRule> overrides) {
        SecurityOverrides.warn(
                this,
                overrides,
                definition.clusterConfiguration(),
                () -> "the instance role of any profile that is launched with this cluster configuration");
    }

    /**
     * Loads a configuration from the default namespace during synthesis.
     *
     * @throws io.github.emrlaunch.definitions.ClusterConfigurationNotFoundException if there is no configuration with
     *     that name
     * @see #fromStoredConfiguration(Construct, String, String, String)
     */
    public static IClusterConfiguration fromStoredConfiguration(Construct scope, String id, String configurationName) {
        return fromStoredConfiguration(scope, id, configurationName, DefinitionName.DEFAULT_NAMESPACE);
    }

    /**
     * Loads a configuration during synthesis: from the directory in the context key
     * {@code emr-launch:definitions-directory} if it is set, otherwise from Parameter Store in the stack's region, with
     * the default credentials.
     *
     * @throws io.github.emrlaunch.definitions.ClusterConfigurationNotFoundException if there is no configuration with
     *     that name
     * @throws io.github.emrlaunch.definitions.InvalidDefinitionException if the stored document is not a cluster
     *     configuration
     */
    public static IClusterConfiguration fromStoredConfiguration(
            Construct scope, String id, String configurationName, String namespace) {
        return fromStoredConfiguration(scope, id, configurationName, namespace, List.of());
    }

    /**
     * Loads a configuration that names roles for its steps. A principal that may write the stored configuration can put
     * any role into it, and a launch function would pass that role.
     *
     * @param trustedRoles the ARNs of the roles that the configuration may name; they can also be set in the context
     *     key {@value ContextLists#TRUSTED_ROLES}
     * @see #fromStoredConfiguration(Construct, String, String, String)
     */
    public static IClusterConfiguration fromStoredConfiguration(
            Construct scope, String id, String configurationName, String namespace, List<String> trustedRoles) {
        return Validation.at(scope, id, () -> {
            DefinitionName name = Validation.name(namespace, "configurationName", configurationName);
            return new StoredClusterConfiguration(
                    scope,
                    id,
                    StoredDefinitions.get(scope, DefinitionType.CLUSTER_CONFIGURATION, name),
                    Validation.list("trustedRoles", trustedRoles));
        });
    }

    @Override
    public Optional<Boolean> runsInPublicSubnets() {
        return subnets.isEmpty()
                ? Optional.empty()
                : Stream.of(true, false)
                        .filter(inPublic -> subnetsKnownAs(inPublic).size() == subnets.size())
                        .findFirst();
    }

    @Override
    public List<ISubnet> subnetsKnownAs(boolean publicSubnets) {
        Class<?> kind = publicSubnets ? PublicSubnet.class : PrivateSubnet.class;
        return subnets.stream().filter(kind::isInstance).toList();
    }

    @Override
    public List<ISubnet> subnetsOutside(String vpcId) {
        return subnetVpcs.outside(vpcId);
    }

    @Override
    public Map<String, ISecret> getSecretConfigurations() {
        return secretConfigurations;
    }

    /** Returns the role from the builder, or the role set with {@code property}. */
    @Override
    public @Nullable IRole getStepExecutionRole() {
        String arn = definition.stepExecutionRole();
        return stepExecutionRole != null && stepExecutionRole.getRoleArn().equals(arn)
                ? stepExecutionRole
                : ImportedStepRole.of(this, arn);
    }

    @Override
    public ClusterConfigurationDefinition getDefinition() {
        return definition;
    }

    /**
     * Builds a {@link ClusterConfiguration}. Required: {@link #configurationName}, {@link #releaseLabel},
     * {@link #subnets}, and either {@link #instanceGroups} or {@link #instanceFleets}. {@link #property} can set the
     * subnets and the older form of instances instead. Members that the profile sets (roles, managed security groups,
     * security configuration, Kerberos, logs) have no method here.
     *
     * <p>A launch uses the definition that is stored when it starts. A principal that may write the parameter of a
     * cluster configuration can run code as the instance role of each profile that it is launched with, for example
     * with a bootstrap action, an image or a key pair. Allow {@code ssm:PutParameter} under {@code /emr_launch} only to
     * principals that may do so, or build launch functions with
     * {@link io.github.emrlaunch.core.launch.EmrLaunchFunction.Builder#pinDefinitions}.
     */
    public static final class Builder {
        private final Construct scope;
        private final String id;
        private final ConfigurationOverrides overrides = new ConfigurationOverrides();
        private @Nullable String configurationName;
        private String namespace = DefinitionName.DEFAULT_NAMESPACE;
        private @Nullable String description;
        private @Nullable String releaseLabel;
        private List<String> applications = List.of();
        private List<EmrConfiguration> configurations = List.of();
        private Map<String, ISecret> secretConfigurations = Map.of();
        private List<BootstrapAction> bootstrapActions = List.of();
        private boolean useGlueCatalog;
        private List<String> sparkPackages = List.of();
        private final List<ClusterCode> code = new ArrayList<>();
        private Number stepConcurrencyLevel = 1;
        private List<InstanceGroup> instanceGroups = List.of();
        private List<InstanceFleet> instanceFleets = List.of();
        private List<ISubnet> subnets = List.of();
        private boolean spotMaster;
        private @Nullable ManagedScaling managedScaling;
        private @Nullable ScaleDownBehavior scaleDownBehavior;
        private @Nullable Duration idleTimeout;
        private boolean autoTermination;
        private boolean terminationProtection;
        private @Nullable Boolean unhealthyNodeReplacement;
        private @Nullable String customAmi;
        private @Nullable InstanceArchitecture amiArchitecture;
        private @Nullable RepoUpgradeOnBoot repoUpgradeOnBoot;
        private @Nullable String osReleaseLabel;
        private @Nullable RootVolume rootVolume;
        private @Nullable IKey logEncryptionKey;
        private @Nullable Monitoring monitoring;
        private List<PlacementGroup> placementGroups = List.of();
        private @Nullable String ec2KeyName;
        private List<ISecurityGroup> additionalMasterSecurityGroups = List.of();
        private List<ISecurityGroup> additionalWorkersSecurityGroups = List.of();
        private Map<String, String> tags = Map.of();
        private @Nullable IRole stepExecutionRole;
        private final List<RequestProperty> properties = new ArrayList<>();
        private final Set<String> unchecked = new HashSet<>();

        private Builder(Construct scope, String id) {
            this.scope = scope;
            this.id = id;
        }

        /** Creates a builder of a configuration in this scope. */
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

        /** The EMR release label, such as {@code emr-7.12.0}. */
        public Builder releaseLabel(String releaseLabel) {
            this.releaseLabel = releaseLabel;
            return this;
        }

        /** A description of the configuration. Default: none. */
        public Builder description(String description) {
            this.description = description;
            return this;
        }

        /**
         * The applications to install, such as {@code Spark}. A name that nearly matches an EMR application is an
         * error. EMR installs Hadoop if the list is empty. Default: none.
         */
        public Builder applications(String... applications) {
            return applications(Copies.of(applications));
        }

        /** The applications to install, as a list. */
        public Builder applications(List<String> applications) {
            this.applications = Copies.of(applications);
            return this;
        }

        /**
         * Application settings. Entries with the same classification are merged; the later value wins. Default: none.
         */
        public Builder configurations(EmrConfiguration... configurations) {
            return configurations(Copies.of(configurations));
        }

        /** Application settings, as a list. */
        public Builder configurations(List<EmrConfiguration> configurations) {
            this.configurations = Copies.of(configurations);
            return this;
        }

        /**
         * Application settings that a launch reads from Secrets Manager, by classification. Each secret contains a JSON
         * object of properties. Only the ARNs of the secrets are stored. Use {@link EmrConfiguration#withSecret} for a
         * single value that EMR itself reads. Default: none.
         */
        public Builder secretConfigurations(Map<String, ? extends ISecret> secretConfigurations) {
            this.secretConfigurations = Copies.sorted(secretConfigurations);
            return this;
        }

        /**
         * Scripts that every node runs in this order before EMR installs the applications; at most 16. Default: none.
         */
        public Builder bootstrapActions(BootstrapAction... bootstrapActions) {
            return bootstrapActions(Copies.of(bootstrapActions));
        }

        /** Scripts that every node runs before EMR installs the applications, as a list. */
        public Builder bootstrapActions(List<BootstrapAction> bootstrapActions) {
            this.bootstrapActions = Copies.of(bootstrapActions);
            return this;
        }

        /**
         * Whether Hive and Spark use the Glue Data Catalog as their metastore. The profile's instance role then needs access
         * to the catalog. Default: false.
         */
        public Builder useGlueCatalog(boolean useGlueCatalog) {
            this.useGlueCatalog = useGlueCatalog;
            return this;
        }

        /**
         * Packages that every Spark application gets, as {@code GROUP:ARTIFACT:VERSION}. They are added to
         * {@code spark.jars.packages} of {@code spark-defaults}. Default: none.
         */
        public Builder sparkPackages(String... packages) {
            return sparkPackages(Copies.of(packages));
        }

        /** Packages that every Spark application gets, as a list. */
        public Builder sparkPackages(List<String> packages) {
            this.sparkPackages = Copies.of(packages);
            return this;
        }

        /**
         * Jars in {@code code} that every Spark application gets. They are added to {@code spark.jars} of
         * {@code spark-defaults}. Can be called several times. Default: none.
         *
         * @param code the code that contains the jars; it is deployed with this configuration
         * @param jars the jars' paths within the code; {@link EmrCode#files} finds them
         * @throws IllegalArgumentException if the code has no such file
         */
        public Builder sparkJars(EmrCode code, String... jars) {
            return sparkJars(code, Copies.of(jars));
        }

        /** Jars in {@code code} that every Spark application gets, as a list. */
        public Builder sparkJars(EmrCode code, List<String> jars) {
            this.code.add(ClusterCode.jars(code, jars));
            return this;
        }

        /** Further code that clusters read; it is deployed with this configuration. Default: none. */
        public Builder code(EmrCode... code) {
            return code(Copies.of(code));
        }

        /** Further code that clusters read, as a list. */
        public Builder code(List<EmrCode> code) {
            this.code.addAll(ClusterCode.all(code));
            return this;
        }

        /**
         * The number of steps that may run at a time, 1 to 256; above 1 requires release 5.28.0 or later. Default: 1.
         */
        public Builder stepConcurrencyLevel(Number stepConcurrencyLevel) {
            this.stepConcurrencyLevel = stepConcurrencyLevel;
            return this;
        }

        /** The instances, as groups of one type each: one for the primary node, one for core and any number for task nodes. */
        public Builder instanceGroups(InstanceGroup... instanceGroups) {
            return instanceGroups(Copies.of(instanceGroups));
        }

        /** The instances, as a list of groups. */
        public Builder instanceGroups(List<InstanceGroup> instanceGroups) {
            this.instanceGroups = Copies.of(instanceGroups);
            return this;
        }

        /** The instances, as fleets of several types each, at most one for each role. */
        public Builder instanceFleets(InstanceFleet... instanceFleets) {
            return instanceFleets(Copies.of(instanceFleets));
        }

        /** The instances, as a list of fleets. */
        public Builder instanceFleets(List<InstanceFleet> instanceFleets) {
            this.instanceFleets = Copies.of(instanceFleets);
            return this;
        }

        /**
         * The subnets that instances run in: one subnet for instance groups; one or more that EMR chooses from for
         * instance fleets.
         */
        public Builder subnets(ISubnet... subnets) {
            return subnets(Copies.of(subnets));
        }

        /** The subnets that instances run in, as a list. */
        public Builder subnets(List<? extends ISubnet> subnets) {
            this.subnets = Copies.of(subnets);
            return this;
        }

        /**
         * Whether the primary node may be a Spot Instance. If EC2 reclaims it, the cluster and its running work are
         * lost. Default: false.
         */
        public Builder spotMaster(boolean spotMaster) {
            this.spotMaster = spotMaster;
            return this;
        }

        /** The limits within which EMR scales core and task nodes. Default: none. */
        public Builder managedScaling(ManagedScaling managedScaling) {
            this.managedScaling = managedScaling;
            return this;
        }

        /**
         * The time at which a shrinking cluster terminates an instance. Default: when the instance's tasks are
         * complete.
         */
        public Builder scaleDownBehavior(ScaleDownBehavior scaleDownBehavior) {
            this.scaleDownBehavior = scaleDownBehavior;
            return this;
        }

        /**
         * The idle time after which EMR terminates the cluster, 60 seconds to 7 days; from release 5.30.0, and from
         * 6.1.0. Without it the cluster runs, and incurs costs, until a user terminates it. Default: none.
         *
         * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-auto-termination-policy.html"> Auto-termination</a>
         */
        public Builder idleTimeout(Duration idleTimeout) {
            this.idleTimeout = idleTimeout;
            return this;
        }

        /**
         * Whether EMR terminates the cluster after EMR's default idle time; from release 5.30.0, and from 6.1.0.
         * {@link #idleTimeout} sets another idle time, and implies this. Default: false.
         */
        public Builder autoTermination(boolean autoTermination) {
            this.autoTermination = autoTermination;
            return this;
        }

        /** Whether the cluster is protected from termination until the protection is removed. Default: false. */
        public Builder terminationProtection(boolean terminationProtection) {
            this.terminationProtection = terminationProtection;
            return this;
        }

        /**
         * Whether EMR replaces unhealthy core nodes. Default: EMR's default.
         *
         * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-plan-node-replacement.html">Replacement</a>
         */
        public Builder unhealthyNodeReplacement(boolean unhealthyNodeReplacement) {
            this.unhealthyNodeReplacement = unhealthyNodeReplacement;
            return this;
        }

        /** The AMI of all instances; from release 5.7.0. Default: the AMI of the release. */
        public Builder customAmi(String amiId) {
            this.customAmi = amiId;
            this.amiArchitecture = null;
            return this;
        }

        /**
         * The AMI of all instances, and its architecture. Instance types with another architecture are an error.
         * Default: the AMI of the release.
         */
        public Builder customAmi(String amiId, InstanceArchitecture architecture) {
            this.customAmi = amiId;
            this.amiArchitecture = architecture;
            return this;
        }

        /** The updates that instances of a custom AMI install when they boot. Default: security updates. */
        public Builder repoUpgradeOnBoot(RepoUpgradeOnBoot repoUpgradeOnBoot) {
            this.repoUpgradeOnBoot = repoUpgradeOnBoot;
            return this;
        }

        /**
         * The release of Amazon Linux, such as {@code 2023.9.20251117.1}; from release 5.36.0, and from 6.6.0. Default: the
         * newest that EMR has validated.
         */
        public Builder osReleaseLabel(String osReleaseLabel) {
            this.osReleaseLabel = osReleaseLabel;
            return this;
        }

        /** The root volume of each instance. Default: EMR's default. */
        public Builder rootVolume(RootVolume rootVolume) {
            this.rootVolume = rootVolume;
            return this;
        }

        /**
         * The KMS key that EMR encrypts uploaded logs with; from release 5.30.0, and from 6.1.0. The profile's instance
         * role must be allowed to use it. Without a key, the encryption of S3 applies. Default: none.
         */
        public Builder logEncryptionKey(IKey key) {
            this.logEncryptionKey = key;
            return this;
        }

        /** The destinations of logs in addition to the profile's logs bucket. Default: none. */
        public Builder monitoring(Monitoring monitoring) {
            this.monitoring = monitoring;
            return this;
        }

        /** Placement groups of the instances. Default: none. */
        public Builder placementGroups(PlacementGroup... placementGroups) {
            return placementGroups(Copies.of(placementGroups));
        }

        /** Placement groups of the instances, as a list. */
        public Builder placementGroups(List<PlacementGroup> placementGroups) {
            this.placementGroups = Copies.of(placementGroups);
            return this;
        }

        /** The name of the EC2 key pair for SSH to the primary node. Default: none. */
        public Builder ec2KeyName(String ec2KeyName) {
            this.ec2KeyName = ec2KeyName;
            return this;
        }

        /** Security groups of the primary node in addition to the profile's, at most 4. Default: none. */
        public Builder additionalMasterSecurityGroups(ISecurityGroup... groups) {
            return additionalMasterSecurityGroups(Copies.of(groups));
        }

        /** Security groups of the primary node in addition to the profile's, as a list. */
        public Builder additionalMasterSecurityGroups(List<? extends ISecurityGroup> groups) {
            this.additionalMasterSecurityGroups = Copies.of(groups);
            return this;
        }

        /** Security groups of core and task nodes in addition to the profile's, at most 4. Default: none. */
        public Builder additionalWorkersSecurityGroups(ISecurityGroup... groups) {
            return additionalWorkersSecurityGroups(Copies.of(groups));
        }

        /** Security groups of core and task nodes in addition to the profile's, as a list. */
        public Builder additionalWorkersSecurityGroups(List<? extends ISecurityGroup> groups) {
            this.additionalWorkersSecurityGroups = Copies.of(groups);
            return this;
        }

        /**
         * Tags of every cluster of this configuration, at most 47: EMR allows 50, and launches add three or more. Tags
         * of the launch function take precedence. An execution can only change the tags that the launch function lists
         * in {@code overridableTags}. The launch function adds the tag
         * {@code for-use-with-amazon-emr-managed-policies=true}. Default: none.
         */
        public Builder tags(Map<String, String> tags) {
            this.tags = Copies.sorted(tags);
            return this;
        }

        /**
         * The runtime role of steps; from release 6.7.0, with a profile that has runtime roles. A launch function
         * passes it to EMR, and lets the instance role assume it. EMR itself uses it only for steps of the RunJobFlow
         * request, and a launch has no such steps. Pipelines, chains and tasks for clusters of a launch function in
         * this app set it on each step without its own role. Default: none.
         *
         * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_RunJobFlow.html">RunJobFlow, StepExecutionRoleArn</a>
         * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-steps-runtime-roles.html">Runtime roles</a>
         * @see io.github.emrlaunch.core.pipeline.EmrStep#withExecutionRole
         */
        public Builder stepExecutionRole(IRole role) {
            this.stepExecutionRole = role;
            return this;
        }

        /**
         * A further value that a launch may override. It replaces the built-in rule with the same name. A
         * security-relevant value, such as bootstrap actions, subnets or application settings, requires a rule that
         * lists the allowed values, or a rule with {@link OverrideRule#acknowledgeSecurity}.
         *
         * @param name the name of the override in the launch's input, such as {@code SparkMemory}
         * @param rule the path of the value and the allowed values; its default is the value of the configuration at
         *     that path
         */
        public Builder override(String name, OverrideRule rule) {
            overrides.put(name, rule);
            return this;
        }

        /**
         * Changes a built-in rule of a value that a launch may override:
         *
         * <pre>{@code
         * .override("CoreInstanceCount", OverrideRule::withoutMaximum)
         * .override("CoreInstanceType", rule -> rule.withAllowedValues("m7g.xlarge", "m7g.2xlarge"))
         * }</pre>
         *
         * @param name the name of the override in the input of launches
         * @param change a function that changes the rule with that name, but not its path
         */
        public Builder override(String name, UnaryOperator<OverrideRule> change) {
            overrides.change(name, change);
            return this;
        }

        /**
         * A further override interface. Launch functions use it by its name instead of the interface {@code default}:
         *
         * <pre>{@code
         * .overrideInterface("size", rules -> Map.of("Nodes", rules.get("CoreInstanceCount").withMaximum(20)))
         * }</pre>
         *
         * @param name the interface's name, with the characters of definition names
         * @param overrides a function from the rules of the interface {@code default}, including the changes of {@link #override}, to
         *     the rules of this interface, by name; they are checked in the same way
         * @throws IllegalArgumentException if there is an interface with that name
         * @see io.github.emrlaunch.core.launch.EmrLaunchFunction.Builder#overrideInterface
         */
        public Builder overrideInterface(String name, UnaryOperator<Map<String, OverrideRule>> overrides) {
            this.overrides.addInterface(name, overrides);
            return this;
        }

        /**
         * A further member of the RunJobFlow request, for members without a method. It takes precedence over the values
         * from other methods. A name that nearly matches a member of RunJobFlow is an error when the configuration is
         * built; any other unknown name is a warning.
         *
         * @param name the member's name, or a path such as {@code Instances.InstanceGroups.1.CustomAmiId}
         * @param value a string, number, boolean, list or map
         * @throws IllegalArgumentException if the profile sets this member, or the value has another type
         */
        public Builder property(String name, Object value) {
            properties.add(new RequestProperty(name, value));
            return this;
        }

        /**
         * A further member of the RunJobFlow request that this version of the library may not know. The member and its
         * content are not checked: there is neither a warning nor an error if its name nearly matches another.
         *
         * @param name the member's name or path, as in {@link #property}
         * @param value a string, number, boolean, list or map
         * @throws IllegalArgumentException if the profile sets this member, or the value has another type
         */
        public Builder uncheckedProperty(String name, Object value) {
            unchecked.add(name);
            return property(name, value);
        }

        /**
         * Adds the configuration to the scope.
         *
         * @throws IllegalArgumentException if a property is missing, the request breaks a rule of EMR (the message
         *     contains the path of the value in the request and the rule), an override has no effect, or the definition
         *     is too large for Parameter Store
         */
        public ClusterConfiguration build() {
            return Validation.build(scope, id, this, this::check, ClusterConfiguration::new);
        }

        private void check() {
            ClusterConfigurationDefinition definition = definition();
            DefinitionParameter.requireStorable(definition);
            subnets.forEach(subnet -> Stacks.requireSameRegion(scope, "subnets", subnet));
            Stacks.useReferences(scope, "The cluster configuration", definition.toJson());
            UniqueNames.of(scope)
                    .claim(
                            scope,
                            id,
                            List.of(Name.of(DefinitionType.CLUSTER_CONFIGURATION, definition.definitionName())));
        }

        /**
         * Returns the subnets whose VPC and route tables can be checked. Empty if a property sets the subnets, since
         * only their ids are known then.
         */
        private List<ISubnet> checkedSubnets() {
            return properties.stream().anyMatch(RequestProperty::isOfSubnets) ? List.of() : subnets;
        }

        /** Checks all settings and creates the definition, without a construct. */
        ClusterConfigurationDefinition definition() {
            DefinitionName name = Validation.name(namespace, "configurationName", configurationName);
            ObjectNode json = request(name);
            ShapeRules.check(json, unchecked);
            RequestRules.check(json, spotMaster, amiArchitecture);
            secretConfigurations
                    .keySet()
                    .forEach(classification -> ClassificationRules.checkSecret(
                            classification, json.path("ReleaseLabel").asText()));
            Map<String, String> secrets = new LinkedHashMap<>();
            secretConfigurations.forEach(
                    (classification, secret) -> secrets.put(classification, secret.getSecretArn()));
            return overrides
                    .addTo(ClusterConfigurationDefinition.of(name, json).withDescription(description), json)
                    .withArtifacts(software().artifacts())
                    .withSecrets(secrets);
        }

        private Software software() {
            return new Software(
                    applications, configurations, bootstrapActions, useGlueCatalog, sparkPackages, List.copyOf(code));
        }

        /** Creates the request, with every member that a stored request has. */
        private ObjectNode request(DefinitionName name) {
            ObjectNode request = StoredRequest.empty();
            request.put("Name", name.name())
                    .put("ReleaseLabel", requiredRelease())
                    .put("VisibleToAllUsers", true)
                    .set(
                            "StepConcurrencyLevel",
                            Json.of(GivenNumbers.whole("stepConcurrencyLevel", stepConcurrencyLevel)));
            ArrayNode allTags = request.putArray("Tags");
            tags.forEach((key, value) -> allTags.addObject().put("Key", key).put("Value", value));
            software().addTo(request);
            new RequestMembers(request)
                    .add("ManagedScalingPolicy", managedScaling, ManagedScaling::toJson)
                    .add("ScaleDownBehavior", scaleDownBehavior, ScaleDownBehavior::name)
                    .add("CustomAmiId", customAmi)
                    .add("RepoUpgradeOnBoot", repoUpgradeOnBoot, RepoUpgradeOnBoot::name)
                    .add("OSReleaseLabel", osReleaseLabel)
                    .add("LogEncryptionKmsKeyId", logEncryptionKey, KeyAccess::arn)
                    .add("MonitoringConfiguration", monitoring, Monitoring::toJson)
                    .addAll("PlacementGroupConfigs", placementGroups, PlacementGroup::toJson)
                    .add("StepExecutionRoleArn", stepExecutionRole, IRole::getRoleArn);
            if (autoTermination) {
                request.putObject("AutoTerminationPolicy");
            }
            if (idleTimeout != null) {
                request.putObject("AutoTerminationPolicy")
                        .set("IdleTimeout", Json.of(GivenNumbers.seconds("idleTimeout", idleTimeout)));
            }
            if (rootVolume != null) {
                rootVolume.addTo(request);
            }
            addInstances(request.withObject("/Instances"));
            properties.forEach(property -> property.addTo(request));
            ShapeRules.convert(request);
            return request;
        }

        private String requiredRelease() {
            String release = Validation.required("releaseLabel", releaseLabel);
            if (release.isBlank()) {
                throw new IllegalArgumentException(
                        "'releaseLabel' must be a release of EMR, such as emr-7.12.0, got: '%s'".formatted(release));
            }
            return release;
        }

        private void addInstances(ObjectNode json) {
            json.put("KeepJobFlowAliveWhenNoSteps", true).put("TerminationProtected", terminationProtection);
            List<String> subnetIds = subnets.stream().map(ISubnet::getSubnetId).toList();
            boolean oneSubnet = subnetIds.size() == 1 && instanceFleets.isEmpty();
            new RequestMembers(json)
                    .add("UnhealthyNodeReplacement", unhealthyNodeReplacement)
                    .add("Ec2KeyName", ec2KeyName)
                    .addAll(
                            "AdditionalMasterSecurityGroups",
                            additionalMasterSecurityGroups,
                            ISecurityGroup::getSecurityGroupId)
                    .addAll(
                            "AdditionalSlaveSecurityGroups",
                            additionalWorkersSecurityGroups,
                            ISecurityGroup::getSecurityGroupId)
                    .addAll("InstanceGroups", instanceGroups, InstanceGroup::toJson)
                    .addAll("InstanceFleets", instanceFleets, InstanceFleet::toJson)
                    .add("Ec2SubnetId", oneSubnet ? subnetIds.get(0) : null)
                    .addAll("Ec2SubnetIds", oneSubnet ? List.of() : subnetIds, subnet -> subnet);
        }
    }
}
