package io.github.emrlaunch.core.cluster;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.DefinitionGrants;
import io.github.emrlaunch.core.internal.DefinitionParameter;
import io.github.emrlaunch.core.internal.ProductTags;
import io.github.emrlaunch.core.internal.StoredDefinitions;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.ClusterConfigurationDefinition;
import io.github.emrlaunch.definitions.ClusterConfigurationOverride;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionStore;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.RunJobFlowMembers;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Token;
import software.amazon.awscdk.services.ec2.ISubnet;
import software.amazon.awscdk.services.ec2.PrivateSubnet;
import software.amazon.awscdk.services.ec2.PublicSubnet;
import software.amazon.awscdk.services.iam.Grant;
import software.amazon.awscdk.services.iam.IGrantable;
import software.constructs.Construct;

/**
 * The hardware and software of clusters, defined once and shared by name: release, applications and their settings, instances
 * and where they run. Stored in Parameter Store as {@code /emr_launch/cluster_configurations/NAMESPACE/NAME}; it makes no
 * other resource and starts nothing.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_RunJobFlow.html">RunJobFlow</a>
 */
public final class ClusterConfiguration extends Construct implements IClusterConfiguration {
    private final ClusterConfigurationDefinition definition;
    private final List<ISubnet> subnets;

    private ClusterConfiguration(
            Construct scope, String id, ClusterConfigurationDefinition definition, List<ISubnet> subnets) {
        super(scope, id);
        this.subnets = subnets;
        this.definition = definition;
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
    public ClusterConfigurationDefinition getDefinition() {
        return definition;
    }

    /**
     * Collects what a cluster configuration is made of. Required: {@link #configurationName}, {@link #releaseLabel},
     * {@link #subnets}, and either {@link #instanceGroups} or {@link #instanceFleets}.
     */
    public static final class Builder {
        private static final Pattern RELEASE_LABEL = Pattern.compile("emr-[A-Za-z0-9.-]+");
        private static final int MAX_STEP_CONCURRENCY = 256;
        private static final int MIN_IDLE_SECONDS = 60;
        private static final int MAX_IDLE_SECONDS = 604_800;
        private static final Map<String, String> GLUE_CATALOG = Map.of(
                "hive.metastore.client.factory.class",
                "com.amazonaws.glue.catalog.metastore.AWSGlueDataCatalogHiveClientFactory");

        private final Construct scope;
        private final String id;
        private @Nullable String configurationName;
        private String namespace = DefinitionName.DEFAULT_NAMESPACE;
        private @Nullable String description;
        private @Nullable String releaseLabel;
        private List<String> applications = List.of();
        private List<EmrConfiguration> configurations = List.of();
        private List<BootstrapAction> bootstrapActions = List.of();
        private boolean useGlueCatalog;
        private int stepConcurrencyLevel = 1;
        private List<InstanceGroup> instanceGroups = List.of();
        private List<InstanceFleet> instanceFleets = List.of();
        private List<ISubnet> subnets = List.of();
        private @Nullable Duration idleTimeout;

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
            this.releaseLabel = releaseLabel;
            return this;
        }

        /** The applications to install, such as {@code Spark}. Default: none, which for EMR is Hadoop. */
        public Builder applications(String... applications) {
            return applications(List.of(applications));
        }

        /** The same, as a list. */
        public Builder applications(List<String> applications) {
            this.applications = List.copyOf(applications);
            return this;
        }

        /** Settings of applications; several of one classification become one, the later winning. Default: none. */
        public Builder configurations(EmrConfiguration... configurations) {
            return configurations(List.of(configurations));
        }

        /** The same, as a list. */
        public Builder configurations(List<EmrConfiguration> configurations) {
            this.configurations = List.copyOf(configurations);
            return this;
        }

        /** Scripts that every node runs before applications are installed, in this order. Default: none. */
        public Builder bootstrapActions(BootstrapAction... bootstrapActions) {
            return bootstrapActions(List.of(bootstrapActions));
        }

        /** The same, as a list. */
        public Builder bootstrapActions(List<BootstrapAction> bootstrapActions) {
            this.bootstrapActions = List.copyOf(bootstrapActions);
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

        /** How many steps may run at a time, 1 to 256. Default: 1. */
        public Builder stepConcurrencyLevel(int stepConcurrencyLevel) {
            this.stepConcurrencyLevel = stepConcurrencyLevel;
            return this;
        }

        /** The instances, as groups of one type each. */
        public Builder instanceGroups(InstanceGroup... instanceGroups) {
            return instanceGroups(List.of(instanceGroups));
        }

        /** The same, as a list. */
        public Builder instanceGroups(List<InstanceGroup> instanceGroups) {
            this.instanceGroups = List.copyOf(instanceGroups);
            return this;
        }

        /** The instances, as fleets of several types each. */
        public Builder instanceFleets(InstanceFleet... instanceFleets) {
            return instanceFleets(List.of(instanceFleets));
        }

        /** The same, as a list. */
        public Builder instanceFleets(List<InstanceFleet> instanceFleets) {
            this.instanceFleets = List.copyOf(instanceFleets);
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
         * After how much time without work the cluster terminates itself, 60 seconds to 7 days. Default: it runs, and costs
         * money, until someone terminates it.
         */
        public Builder idleTimeout(Duration idleTimeout) {
            this.idleTimeout = idleTimeout;
            return this;
        }

        /**
         * Adds the configuration to the scope.
         *
         * @throws IllegalArgumentException when a property is missing or out of bounds, groups and fleets are both given, or
         *     the definition is too large for Parameter Store
         */
        public ClusterConfiguration build() {
            return Validation.at(scope, id, () -> {
                ClusterConfigurationDefinition definition = definition();
                DefinitionParameter.requireStorable(definition);
                return new ClusterConfiguration(scope, id, definition, subnets);
            });
        }

        private ClusterConfigurationDefinition definition() {
            DefinitionName name = Validation.name(namespace, "configurationName", configurationName);
            InstancesJson instances = new InstancesJson(
                    instanceGroups,
                    instanceFleets,
                    subnets.stream().map(ISubnet::getSubnetId).toList());
            instances.requireValid();
            if (idleTimeout != null && instances.isHighlyAvailable()) {
                throw new IllegalArgumentException(
                        "'idleTimeout' has no effect on a cluster of three primary nodes: EMR protects it from termination");
            }
            ObjectNode request = request(name, instances.toJson());
            Map<String, ClusterConfigurationOverride> overrides = new LinkedHashMap<>();
            overrides.put("ClusterName", ClusterConfigurationOverride.of("Name", request.get("Name")));
            overrides.put("ReleaseLabel", ClusterConfigurationOverride.of("ReleaseLabel", request.get("ReleaseLabel")));
            overrides.put(
                    "StepConcurrencyLevel",
                    ClusterConfigurationOverride.of("StepConcurrencyLevel", request.get("StepConcurrencyLevel"))
                            .withBounds(BigDecimal.ONE, BigDecimal.valueOf(MAX_STEP_CONCURRENCY)));
            overrides.putAll(instances.overrides((ObjectNode) request.path("Instances")));
            return new ClusterConfigurationDefinition(
                    name.name(),
                    description,
                    name.namespace(),
                    request,
                    Map.of(ClusterConfigurationDefinition.DEFAULT_INTERFACE, overrides),
                    List.of(),
                    null,
                    Json.object());
        }

        private ObjectNode request(DefinitionName name, ObjectNode instances) {
            ObjectNode request = Json.object();
            RunJobFlowMembers.TOP_LEVEL.forEach(request::putNull);
            request.putNull("KerberosAttributes");
            request.put("Name", name.name())
                    .put("ReleaseLabel", checkedReleaseLabel())
                    .put("StepConcurrencyLevel", checkedStepConcurrencyLevel())
                    .put("VisibleToAllUsers", true)
                    .set("Instances", instances);
            ArrayNode names = request.putArray("Applications");
            applications.forEach(application -> names.addObject().put("Name", application));
            ArrayNode actions = request.putArray("BootstrapActions");
            bootstrapActions.forEach(action -> actions.add(action.toJson()));
            ArrayNode settings = request.putArray("Configurations");
            EmrConfiguration.merge(glueCatalog(), configurations)
                    .forEach(configuration -> settings.add(configuration.toJson()));
            request.putArray("Tags");
            if (idleTimeout != null) {
                request.putObject("AutoTerminationPolicy").put("IdleTimeout", checkedIdleSeconds(idleTimeout));
            }
            return request;
        }

        private List<EmrConfiguration> glueCatalog() {
            return useGlueCatalog
                    ? Stream.of("hive-site", "spark-hive-site")
                            .map(classification -> EmrConfiguration.of(classification, GLUE_CATALOG))
                            .toList()
                    : List.of();
        }

        private String checkedReleaseLabel() {
            String label = Validation.required("releaseLabel", releaseLabel);
            if (!Token.isUnresolved(label) && !RELEASE_LABEL.matcher(label).matches()) {
                throw new IllegalArgumentException("'releaseLabel' must look like emr-7.12.0, got: " + label);
            }
            return label;
        }

        private int checkedStepConcurrencyLevel() {
            if (stepConcurrencyLevel < 1 || stepConcurrencyLevel > MAX_STEP_CONCURRENCY) {
                throw new IllegalArgumentException("'stepConcurrencyLevel' must be 1 to %d, got: %d"
                        .formatted(MAX_STEP_CONCURRENCY, stepConcurrencyLevel));
            }
            return stepConcurrencyLevel;
        }

        private static long checkedIdleSeconds(Duration idleTimeout) {
            long seconds = idleTimeout.toSeconds().longValue();
            if (seconds < MIN_IDLE_SECONDS || seconds > MAX_IDLE_SECONDS) {
                throw new IllegalArgumentException("'idleTimeout' must be %d to %d seconds (7 days), got: %d"
                        .formatted(MIN_IDLE_SECONDS, MAX_IDLE_SECONDS, seconds));
            }
            return seconds;
        }
    }
}
