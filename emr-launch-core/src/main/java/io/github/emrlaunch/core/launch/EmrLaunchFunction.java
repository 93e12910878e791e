package io.github.emrlaunch.core.launch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.cluster.IClusterConfiguration;
import io.github.emrlaunch.core.internal.CdkNag;
import io.github.emrlaunch.core.internal.DefinitionGrants;
import io.github.emrlaunch.core.internal.DefinitionParameter;
import io.github.emrlaunch.core.internal.ProductTags;
import io.github.emrlaunch.core.internal.StoredDefinitions;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.core.profile.IEmrProfile;
import io.github.emrlaunch.definitions.ClusterConfigurationDefinition;
import io.github.emrlaunch.definitions.ClusterConfigurationDefinition.Artifact;
import io.github.emrlaunch.definitions.ClusterConfigurationOverride;
import io.github.emrlaunch.definitions.ClusterConfigurationOverrides;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionStore;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.EmrLaunchFunctionDefinition;
import io.github.emrlaunch.definitions.InvalidOverrideException;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchSecrets;
import io.github.emrlaunch.definitions.LaunchWay;
import io.github.emrlaunch.definitions.LoadClusterConfigurationRequest;
import io.github.emrlaunch.definitions.RunJobFlowMembers;
import io.github.emrlaunch.definitions.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.iam.Grant;
import software.amazon.awscdk.services.iam.IGrantable;
import software.amazon.awscdk.services.stepfunctions.DefinitionBody;
import software.amazon.awscdk.services.stepfunctions.IStateMachine;
import software.amazon.awscdk.services.stepfunctions.StateMachine;
import software.constructs.Construct;

/**
 * A state machine that starts a cluster of a profile and a cluster configuration each time it is executed. Deploying it starts
 * nothing. Stored in Parameter Store as {@code /emr_launch/emr_launch_functions/NAMESPACE/NAME}; the state machine is named
 * {@code NAMESPACE_NAME}.
 *
 * <p>An execution takes a JSON object, every key optional:
 *
 * <pre>{@code
 * {"ClusterConfigurationOverrides": {"CoreInstanceCount": 4},
 *  "Tags": [{"Key": "team", "Value": "etl"}],
 *  "FailIfClusterRunning": true}
 * }</pre>
 *
 * <p>and gives back its input with two members more: the request at {@code $.ClusterConfiguration.Cluster}, and the cluster's id at
 * {@code $.LaunchClusterResult.ClusterId}. A cluster that doesn't start is terminated, and the execution fails with
 * {@code ClusterStartFailed} and EMR's reason.
 */
public final class EmrLaunchFunction extends Construct implements IEmrLaunchFunction {
    private final StateMachine stateMachine;
    private final EmrLaunchFunctionDefinition definition;

    private EmrLaunchFunction(
            Construct scope,
            String id,
            DefinitionName name,
            @Nullable String description,
            IEmrProfile profile,
            LoadClusterConfigurationRequest request,
            boolean waitForClusterStart) {
        super(scope, id);
        LoaderFunction loader = new LoaderFunction(this, request);
        String machine = new LaunchStateMachine(loader.versionArn(), request, waitForClusterStart).toJson();
        stateMachine = StateMachine.Builder.create(this, "StateMachine")
                .stateMachineName(stateMachineName(name))
                .definitionBody(DefinitionBody.fromString(machine))
                .role(LaunchRole.create(this, loader.functionArn(), profile.getDefinition()))
                .build();
        CdkNag.suppress(
                stateMachine,
                List.of(
                        CdkNag.rule(
                                "AwsSolutions-SF1",
                                "Step Functions keeps the history of each execution for 90 days, where every event can be read"),
                        CdkNag.rule(
                                "AwsSolutions-SF2",
                                "A launch is one chain of a few calls, which its history shows with their times")));
        definition = new EmrLaunchFunctionDefinition(
                name.name(),
                name.namespace(),
                request.emrProfile(),
                request.clusterConfiguration(),
                request.clusterName(),
                request.defaultFailIfClusterRunning(),
                null,
                null,
                null,
                request.allowedOverrides(),
                stateMachine.getStateMachineArn(),
                description,
                request.clusterTags(),
                waitForClusterStart,
                Json.object());
        DefinitionParameter.requireStorable(definition);
        DefinitionParameter.store(this, "Definition", definition);
        ProductTags.add(this);
    }

    private static String stateMachineName(DefinitionName name) {
        return name.namespace() + "_" + name.name();
    }

    /**
     * Loads a launch function of the default namespace, while the app is synthesized.
     *
     * @throws io.github.emrlaunch.definitions.EmrLaunchFunctionNotFoundException when there is none of that name
     * @see #fromStoredFunction(Construct, String, String, String)
     */
    public static IEmrLaunchFunction fromStoredFunction(Construct scope, String id, String launchFunctionName) {
        return fromStoredFunction(scope, id, launchFunctionName, DefinitionName.DEFAULT_NAMESPACE);
    }

    /**
     * Loads a launch function while the app is synthesized: from the folder that the context key
     * {@code emr-launch:definitions-directory} names, else from Parameter Store in the stack's region, with the default
     * credentials.
     *
     * @throws io.github.emrlaunch.definitions.EmrLaunchFunctionNotFoundException when there is none of that name
     * @throws io.github.emrlaunch.definitions.InvalidDefinitionException when what is stored is no launch function
     */
    public static IEmrLaunchFunction fromStoredFunction(
            Construct scope, String id, String launchFunctionName, String namespace) {
        return Validation.at(scope, id, () -> {
            DefinitionName name = Validation.name(namespace, "launchFunctionName", launchFunctionName);
            return new StoredEmrLaunchFunction(
                    scope, id, StoredDefinitions.load(scope, DefinitionType.EMR_LAUNCH_FUNCTION, name));
        });
    }

    /** Loads a launch function from a store of the caller's choice. */
    public static IEmrLaunchFunction fromStoredFunction(
            Construct scope, String id, DefinitionName name, DefinitionStore store) {
        return new StoredEmrLaunchFunction(scope, id, store.get(DefinitionType.EMR_LAUNCH_FUNCTION, name));
    }

    /**
     * The launch functions of a namespace, in order of their names, read while the app is synthesized from where
     * {@link #fromStoredFunction(Construct, String, String, String)} reads; empty when there are none.
     */
    public static List<DefinitionName> listStoredFunctions(Construct scope, String namespace) {
        return StoredDefinitions.list(scope, DefinitionType.EMR_LAUNCH_FUNCTION, namespace);
    }

    /** Allows the grantee to list and read the launch functions of one namespace. */
    public static Grant grantReadNamespace(IGrantable grantee, String namespace) {
        return DefinitionGrants.readNamespace(grantee, DefinitionType.EMR_LAUNCH_FUNCTION, namespace);
    }

    /** Allows the grantee to list and read the launch functions of all namespaces. */
    public static Grant grantReadAll(IGrantable grantee) {
        return DefinitionGrants.readAll(grantee, DefinitionType.EMR_LAUNCH_FUNCTION);
    }

    @Override
    public IStateMachine getStateMachine() {
        return stateMachine;
    }

    @Override
    public EmrLaunchFunctionDefinition getDefinition() {
        return definition;
    }

    /**
     * Collects what a launch function is made of. Required: {@link #launchFunctionName}, {@link #emrProfile} and
     * {@link #clusterConfiguration}.
     */
    public static final class Builder {
        private static final int MAX_STATE_MACHINE_NAME = 80;
        private static final int MAX_CLUSTER_NAME = 256;

        private final Construct scope;
        private final String id;
        private @Nullable String launchFunctionName;
        private String namespace = DefinitionName.DEFAULT_NAMESPACE;
        private @Nullable String description;
        private @Nullable IEmrProfile emrProfile;
        private @Nullable IClusterConfiguration clusterConfiguration;
        private @Nullable String clusterName;
        private Map<String, String> clusterTags = Map.of();
        private boolean defaultFailIfClusterRunning;
        private @Nullable Map<String, ClusterConfigurationOverride> allowedOverrides;
        private boolean waitForClusterStart = true;

        private Builder(Construct scope, String id) {
            this.scope = scope;
            this.id = id;
        }

        /** Starts a launch function in this scope. */
        public static Builder create(Construct scope, String id) {
            return new Builder(scope, id);
        }

        /**
         * The name within the namespace: letters, digits, {@code _}, {@code .} and {@code -}. With the namespace it makes the
         * state machine's name, which has at most 80 characters.
         */
        public Builder launchFunctionName(String launchFunctionName) {
            this.launchFunctionName = launchFunctionName;
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

        /** The security of the clusters. */
        public Builder emrProfile(IEmrProfile emrProfile) {
            this.emrProfile = emrProfile;
            return this;
        }

        /** The hardware and software of the clusters. */
        public Builder clusterConfiguration(IClusterConfiguration clusterConfiguration) {
            this.clusterConfiguration = clusterConfiguration;
            return this;
        }

        /** The clusters' name, 1 to 256 characters; their logs go below it. Default: the cluster configuration's name. */
        public Builder clusterName(String clusterName) {
            this.clusterName = clusterName;
            return this;
        }

        /**
         * Tags of the clusters, which EMR puts on their instances too. The tag
         * {@code for-use-with-amazon-emr-managed-policies=true}, without which the service role can do nothing, comes by itself.
         * Default: none besides.
         */
        public Builder clusterTags(Map<String, String> clusterTags) {
            // In the order of their keys: a map's own order may differ at each synth, and each deploy would change
            // something.
            this.clusterTags = new TreeMap<>(clusterTags);
            return this;
        }

        /**
         * Whether a launch fails while a cluster of the same name runs, unless its input says otherwise. Two launches at the
         * same moment don't see each other. Default: false.
         */
        public Builder defaultFailIfClusterRunning(boolean defaultFailIfClusterRunning) {
            this.defaultFailIfClusterRunning = defaultFailIfClusterRunning;
            return this;
        }

        /**
         * What a launch may override, by name. Default: what the cluster configuration offers. An empty map allows nothing.
         */
        public Builder allowedOverrides(Map<String, ClusterConfigurationOverride> allowedOverrides) {
            this.allowedOverrides = new TreeMap<>(allowedOverrides);
            return this;
        }

        /** Whether a launch waits until the cluster has started, and fails if it doesn't. Default: true. */
        public Builder waitForClusterStart(boolean waitForClusterStart) {
            this.waitForClusterStart = waitForClusterStart;
            return this;
        }

        /**
         * Adds the launch function to the scope. Where the cluster configuration has code in S3, the profile's instance role may
         * read it from then on; if it is a role that this app can't change, there is a warning that says what to allow it.
         *
         * @throws IllegalArgumentException when a property is missing, a name is too long, an override reaches nothing in the
         *     cluster configuration, or the cluster asks for something that a launch cannot pass on
         */
        public EmrLaunchFunction build() {
            return Validation.at(scope, id, () -> {
                DefinitionName name = Validation.name(namespace, "launchFunctionName", launchFunctionName);
                Validation.description(description);
                Validation.requireLength("The state machine", stateMachineName(name), MAX_STATE_MACHINE_NAME);
                IEmrProfile profile = Validation.required("emrProfile", emrProfile);
                IClusterConfiguration configuration = Validation.required("clusterConfiguration", clusterConfiguration);
                requireLaunchable(profile, configuration.getDefinition());
                requireSameSubnets(profile, configuration);
                EmrLaunchFunction launchFunction = new EmrLaunchFunction(
                        scope, id, name, description, profile, request(profile, configuration), waitForClusterStart);
                ArtifactsAccess.grant(launchFunction, profile, artifacts(configuration.getDefinition()));
                return launchFunction;
            });
        }

        private static List<Artifact> artifacts(ClusterConfigurationDefinition definition) {
            return definition.configurationArtifacts() == null ? List.of() : definition.configurationArtifacts();
        }

        private LoadClusterConfigurationRequest request(IEmrProfile profile, IClusterConfiguration configuration) {
            ClusterConfigurationDefinition definition = configuration.getDefinition();
            List<Tag> tags = new ArrayList<>(List.of(new Tag(Tag.MANAGED_POLICIES_KEY, "true")));
            clusterTags.forEach((key, value) -> tags.add(new Tag(key, value).requireAllowed()));
            return new LoadClusterConfigurationRequest(
                    profile.getDefinition().definitionName(),
                    definition.definitionName(),
                    checkedClusterName(clusterName == null ? configuration.getConfigurationName() : clusterName),
                    defaultFailIfClusterRunning,
                    reachable(allowedOverrides == null ? definition.defaultOverrides() : allowedOverrides, definition),
                    tags,
                    LaunchWay.CREATE_CLUSTER,
                    LaunchSecrets.NONE);
        }

        private static String checkedClusterName(String name) {
            if (name.isEmpty() || name.length() > MAX_CLUSTER_NAME) {
                throw new IllegalArgumentException("'clusterName' must have 1 to %d characters, got %d"
                        .formatted(MAX_CLUSTER_NAME, name.length()));
            }
            return name;
        }

        private static Map<String, ClusterConfigurationOverride> reachable(
                Map<String, ClusterConfigurationOverride> overrides, ClusterConfigurationDefinition definition) {
            overrides.keySet().stream()
                    .filter(name -> name.endsWith(".$"))
                    .findFirst()
                    .ifPresent(name -> {
                        throw new IllegalArgumentException(
                                "'allowedOverrides': the name '%s' must not end in .$, which marks a path in a state machine"
                                        .formatted(name));
                    });
            try {
                new ClusterConfigurationOverrides(overrides).requireReachable(definition.clusterConfiguration());
            } catch (InvalidOverrideException e) {
                throw new IllegalArgumentException("'allowedOverrides': " + e.getMessage(), e);
            }
            return overrides;
        }

        /** EMR takes a security group for service access in private subnets, where it needs one, and nowhere else. */
        private static void requireSameSubnets(IEmrProfile profile, IClusterConfiguration configuration) {
            boolean hasServiceGroup = profile.getDefinition().securityGroups().serviceGroup() != null;
            configuration
                    .runsInPublicSubnets()
                    .filter(inPublic -> inPublic == hasServiceGroup)
                    .ifPresent(inPublic -> {
                        throw new IllegalArgumentException(
                                "'clusterConfiguration' runs in %s subnets, 'emrProfile' is for %s ones: build one with privateSubnets(%s)"
                                        .formatted(
                                                inPublic ? "public" : "private",
                                                inPublic ? "private" : "public",
                                                !inPublic));
                    });
        }

        /** What the loader would refuse at every launch is refused here, once. */
        private static void requireLaunchable(IEmrProfile profile, ClusterConfigurationDefinition configuration) {
            if (profile.getDefinition().kerberosAttributesSecret() != null) {
                throw new IllegalArgumentException(
                        "'emrProfile' has a KerberosAttributesSecret, which a launch function cannot pass to EMR");
            }
            ObjectNode secrets = configuration.secretConfigurations();
            if (secrets != null && !secrets.isEmpty()) {
                throw new IllegalArgumentException(
                        "'clusterConfiguration' has SecretConfigurations, which a launch function cannot pass to EMR");
            }
            List<String> notPassedOn =
                    RunJobFlowMembers.notPassedOn(configuration.clusterConfiguration(), LaunchWay.CREATE_CLUSTER);
            if (!notPassedOn.isEmpty()) {
                throw new IllegalArgumentException(
                        "'clusterConfiguration' has %s, which Step Functions' createCluster task is not known to accept"
                                .formatted(notPassedOn));
            }
        }
    }
}
