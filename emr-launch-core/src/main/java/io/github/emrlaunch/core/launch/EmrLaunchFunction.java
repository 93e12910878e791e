package io.github.emrlaunch.core.launch;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.cluster.IClusterConfiguration;
import io.github.emrlaunch.core.function.FunctionSettings;
import io.github.emrlaunch.core.internal.ArtifactAccess;
import io.github.emrlaunch.core.internal.ArtifactAccess.Reader;
import io.github.emrlaunch.core.internal.CdkNag;
import io.github.emrlaunch.core.internal.CleanUp;
import io.github.emrlaunch.core.internal.ClusterTagRules;
import io.github.emrlaunch.core.internal.Copies;
import io.github.emrlaunch.core.internal.DefinitionParameter;
import io.github.emrlaunch.core.internal.GivenNumbers;
import io.github.emrlaunch.core.internal.JavaFunction;
import io.github.emrlaunch.core.internal.MachineNames;
import io.github.emrlaunch.core.internal.NotificationAccess;
import io.github.emrlaunch.core.internal.OwnStateMachine;
import io.github.emrlaunch.core.internal.ProductTags;
import io.github.emrlaunch.core.internal.SecurityOverrides;
import io.github.emrlaunch.core.internal.StackFunctions;
import io.github.emrlaunch.core.internal.Stacks;
import io.github.emrlaunch.core.internal.StateMachineLogs;
import io.github.emrlaunch.core.internal.UniqueNames.Name;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.core.notification.Notifications;
import io.github.emrlaunch.core.profile.IEmrProfile;
import io.github.emrlaunch.core.store.StoredDefinitions;
import io.github.emrlaunch.definitions.ClusterConfigurationDefinition;
import io.github.emrlaunch.definitions.ClusterConfigurationDefinition.Artifact;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.EmrLaunchFunctionDefinition;
import io.github.emrlaunch.definitions.ExecutionEnd.Kind;
import io.github.emrlaunch.definitions.ExpectedDefinitions;
import io.github.emrlaunch.definitions.InputRules;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.LaunchRequest;
import io.github.emrlaunch.definitions.LaunchSecrets;
import io.github.emrlaunch.definitions.OverrideRule;
import io.github.emrlaunch.definitions.Tag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.ITaggableV2;
import software.amazon.awscdk.Resource;
import software.amazon.awscdk.TagManager;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.lambda.IFunction;
import software.amazon.awscdk.services.sns.ITopic;
import software.amazon.awscdk.services.stepfunctions.CfnStateMachine;
import software.amazon.awscdk.services.stepfunctions.IStateMachine;
import software.amazon.awscdk.services.stepfunctions.LogLevel;
import software.constructs.Construct;

/**
 * A state machine that starts a cluster of a profile and a cluster configuration each time it is executed. Deploying it starts
 * no cluster. Its definition is stored in Parameter Store as {@code /emr_launch/emr_launch_functions/NAMESPACE/NAME}. The state machine is
 * named {@code NAMESPACE_NAME}.
 *
 * <p>The input of an execution is a JSON object. Every member is optional:
 *
 * <pre>{@code
 * {"ClusterConfigurationOverrides": {"CoreInstanceCount": 4},
 *  "Tags": [{"Key": "team", "Value": "etl"}],
 *  "FailIfClusterRunning": true}
 * }</pre>
 *
 * <p>The output is the input with two more members: the request at {@code $.ClusterConfiguration.Cluster} and the cluster's id at
 * {@code $.LaunchClusterResult.ClusterId}. A cluster that does not start is terminated, and the execution fails with
 * {@code ClusterStartFailed} and EMR's reason.
 */
public final class EmrLaunchFunction extends Resource implements IEmrLaunchFunction, ITaggableV2 {
    private final String stateMachineArn;
    private @Nullable IStateMachine stateMachine;
    private final IEmrProfile profile;
    private final IClusterConfiguration configuration;
    private final LaunchSettings settings;
    private final EmrLaunchFunctionDefinition definition;
    private final InheritedTags inheritedTags;
    private final Optional<Integer> stepConcurrencyLevel;

    private EmrLaunchFunction(Builder builder) {
        super(builder.scope, builder.id);
        settings = Validation.required("settings", builder.settings);
        profile = Validation.required("emrProfile", builder.emrProfile);
        configuration = Validation.required("clusterConfiguration", builder.clusterConfiguration);
        stepConcurrencyLevel =
                level(configuration.getDefinition().clusterConfiguration().path("StepConcurrencyLevel"));
        inheritedTags = new InheritedTags(
                this, tagKeys(settings, configuration), settings.stack().stackTags());
        FunctionSettings functionSettings = FunctionSettings.of(this);
        StackFunctions stack = settings.stack();
        String machineName = settings.stateMachineName();
        StateMachineLogs logs = StateMachineLogs.create(this, machineName, settings.logLevel(), functionSettings);
        JavaFunction function = JavaFunction.create(
                this,
                "Function",
                new JavaFunction.Props(
                                "io.github.emrlaunch.lambdas.LaunchHandler",
                                "the stages of launch function " + settings.name(),
                                LaunchStateMachine.FUNCTION_TIMEOUT_SECONDS,
                                LaunchPermissions.of(this, settings, profile, configuration),
                                true)
                        .withLog(settings.functionName(), logs.sharedLog())
                        .withEnvironment(environment(settings, machineName, logs.sharedLog())),
                functionSettings,
                stack,
                LaunchPermissions.FINDINGS);
        LaunchStates states = new LaunchStates(settings, function.publishVersion(), inheritedTags);
        CfnStateMachine machine = CfnStateMachine.Builder.create(this, "StateMachine")
                .stateMachineName(machineName)
                .definitionString(states.toJson())
                .roleArn(LaunchRole.create(this, settings, logs).getAttrArn())
                .loggingConfiguration(logs.configuration())
                .tracingConfiguration(CfnStateMachine.TracingConfigurationProperty.builder()
                        .enabled(logs.tracing())
                        .build())
                .build();
        stack.whenComplete(() -> states.inheritTags(machine));
        CdkNag.suppressAtFirst(
                machine,
                logs.findings("A launch is one chain of a few calls, and its history shows them with their times"));
        getNode().setDefaultChild(machine);
        stateMachineArn = machine.getRef();
        CleanUp.Machine ending = new CleanUp.Machine(
                machineName,
                stateMachineArn,
                Kind.LAUNCH_FUNCTION,
                settings.name().toString(),
                settings.notifications());
        if (settings.cleanUp()) {
            CleanUp.afterLaunches(this, stack, ending);
        } else {
            CleanUp.notifyOfEnds(this, ending);
        }
        NotificationAccess.explain(this, settings.notifications());
        List<Artifact> artifacts = configuration.getDefinition().configurationArtifacts();
        new ArtifactAccess(
                        this,
                        "ReadArtifacts",
                        "EmrLaunch-%s-ReadArtifacts".formatted(settings.stateMachineName()),
                        Reader.ofInstances(
                                profile.getDefinition().definitionName(),
                                profile.getInstanceRole(),
                                profile.isInstanceRoleMutable()))
                .allow(artifacts == null ? List.of() : artifacts, TrustedAccounts.of(this, configuration));
        LaunchStepRoles.of(configuration.getDefinition(), settings.request().allowedOverrides())
                .authorize(this, profile, configuration);
        stack.addValidation(inheritedTags::errors);
        warnOfSecurity(settings, configuration);
        definition = definition(settings, stateMachineArn);
        DefinitionParameter.store(this, "Definition", definition);
        ProductTags.add(this, stack.productTags());
    }

    /** Returns the level, empty if it is resolved at deployment. EMR's default is 1. */
    private static Optional<Integer> level(JsonNode level) {
        int unknown = -1;
        int number = level.isMissingNode() || level.isNull() ? 1 : level.asInt(unknown);
        return number == unknown ? Optional.empty() : Optional.of(number);
    }

    private static Map<String, String> environment(LaunchSettings settings, String machineName, JavaFunction.Log log) {
        Map<String, String> environment = new HashMap<>();
        // The function serves executions of this state machine only.
        environment.put("EMR_LAUNCH_STATE_MACHINE", machineName);
        if (!settings.request().secrets().isEmpty()) {
            // The errors of the function omit AWS's message and name the log group that has it.
            environment.put("EMR_LAUNCH_SECRETS_LOG", log.name());
        }
        return environment;
    }

    private void warnOfSecurity(LaunchSettings settings, IClusterConfiguration configuration) {
        Supplier<String> role =
                () -> "the instance role " + profile.getInstanceRole().getRoleName();
        SecurityOverrides.warn(
                this,
                settings.request().allowedOverrides(),
                configuration.getDefinition().clusterConfiguration(),
                role);
        settings.request()
                .inputRules()
                .overrideFunctionChanges()
                .forEach(path -> SecurityOverrides.warn(
                        this, "The override function may change '%s'".formatted(path), path, role));
    }

    private static List<String> tagKeys(LaunchSettings settings, IClusterConfiguration configuration) {
        List<String> keys = new ArrayList<>();
        settings.request().clusterTags().forEach(tag -> keys.add(tag.key()));
        configuration
                .getDefinition()
                .clusterConfiguration()
                .path("Tags")
                .forEach(tag -> keys.add(tag.path("Key").asText()));
        return keys;
    }

    private static EmrLaunchFunctionDefinition definition(LaunchSettings settings, String stateMachineArn) {
        LaunchRequest request = settings.request();
        ITopic successTopic = settings.notifications().getSuccessTopic();
        ITopic failureTopic = settings.notifications().getFailureTopic();
        return new EmrLaunchFunctionDefinition(
                settings.name().name(),
                settings.name().namespace(),
                request.emrProfile(),
                request.clusterConfiguration(),
                request.clusterName(),
                request.defaultFailIfClusterRunning(),
                successTopic == null ? null : successTopic.getTopicArn(),
                failureTopic == null ? null : failureTopic.getTopicArn(),
                settings.overrideFunction() == null
                        ? null
                        : settings.overrideFunction().getFunctionArn(),
                request.allowedOverrides(),
                stateMachineArn,
                settings.description(),
                request.clusterTags(),
                settings.waitForClusterStart(),
                Json.object());
    }

    /**
     * Loads a launch function of the default namespace during synthesis.
     *
     * @throws io.github.emrlaunch.definitions.EmrLaunchFunctionNotFoundException when no launch function has this name
     * @see #fromStoredFunction(Construct, String, String, String)
     */
    public static IEmrLaunchFunction fromStoredFunction(Construct scope, String id, String launchFunctionName) {
        return fromStoredFunction(scope, id, launchFunctionName, DefinitionName.DEFAULT_NAMESPACE);
    }

    /**
     * Loads a launch function during synthesis, either from the folder in the context key {@code emr-launch:definitions-directory} or from
     * Parameter Store in the stack's region, with the default credentials.
     *
     * @throws io.github.emrlaunch.definitions.EmrLaunchFunctionNotFoundException when no launch function has this name
     * @throws io.github.emrlaunch.definitions.InvalidDefinitionException when the stored document is not a launch function
     */
    public static IEmrLaunchFunction fromStoredFunction(
            Construct scope, String id, String launchFunctionName, String namespace) {
        return Validation.at(scope, id, () -> {
            DefinitionName name = Validation.name(namespace, "launchFunctionName", launchFunctionName);
            return new StoredEmrLaunchFunction(
                    scope, id, StoredDefinitions.get(scope, DefinitionType.EMR_LAUNCH_FUNCTION, name));
        });
    }

    /**
     * Imports a launch function of this library from another app by the ARN of its state machine. Nothing is read during
     * synthesis. The part of the state machine's name before the first underscore is the namespace.
     *
     * @see #fromStateMachineArn(Construct, String, String, String)
     */
    public static IEmrLaunchFunction fromStateMachineArn(Construct scope, String id, String stateMachineArn) {
        return Validation.at(scope, id, () -> {
            String machine = MachineNames.of(stateMachineArn);
            int end = machine.indexOf('_');
            return imported(scope, id, stateMachineArn, end < 0 ? machine : machine.substring(0, end));
        });
    }

    /**
     * Imports a launch function of this library from another app by the ARN of its state machine. Nothing is read during
     * synthesis until the definition or the profile is requested, for example by a pipeline with code. The launch function is assumed to
     * wait
     * until its cluster has started.
     *
     * @param stateMachineArn the ARN. Its last part, {@code NAMESPACE_NAME}, must be known at synthesis
     * @throws IllegalArgumentException when it is not the ARN of a state machine whose name starts with the namespace
     */
    public static IEmrLaunchFunction fromStateMachineArn(
            Construct scope, String id, String stateMachineArn, String namespace) {
        return Validation.at(scope, id, () -> imported(scope, id, stateMachineArn, namespace));
    }

    private static IEmrLaunchFunction imported(Construct scope, String id, String stateMachineArn, String namespace) {
        String machine = MachineNames.of(stateMachineArn);
        if (!machine.startsWith(namespace + "_")) {
            throw new IllegalArgumentException(
                    "'stateMachineArn' must end with NAMESPACE_NAME, the name of a launch function's state machine in namespace '%s', got: %s"
                            .formatted(namespace, stateMachineArn));
        }
        DefinitionName name =
                Validation.name(namespace, "launchFunctionName", machine.substring(namespace.length() + 1));
        EmrLaunchFunctionDefinition.otherOwner(machine).ifPresent(owner -> {
            throw new IllegalArgumentException(
                    "'stateMachineArn' must be that of a launch function, got that of a %s: %s"
                            .formatted(owner, stateMachineArn));
        });
        return new ImportedEmrLaunchFunction(scope, id, name, stateMachineArn);
    }

    @Override
    public Optional<Integer> stepConcurrencyLevel() {
        return stepConcurrencyLevel;
    }

    @Override
    public Optional<IRole> stepExecutionRole() {
        return Optional.ofNullable(configuration.getStepExecutionRole());
    }

    @Override
    public IStateMachine getStateMachine() {
        if (stateMachine == null) {
            stateMachine = OwnStateMachine.of(this, "LaunchStateMachine", stateMachineArn);
        }
        return stateMachine;
    }

    @Override
    public IEmrProfile getEmrProfile() {
        return profile;
    }

    @Override
    public IClusterConfiguration getClusterConfiguration() {
        return configuration;
    }

    @Override
    public @Nullable ITopic getSuccessTopic() {
        return settings.notifications().getSuccessTopic();
    }

    @Override
    public @Nullable ITopic getFailureTopic() {
        return settings.notifications().getFailureTopic();
    }

    @Override
    public @Nullable IFunction getOverrideFunction() {
        return settings.overrideFunction();
    }

    @Override
    public EmrLaunchFunctionDefinition getDefinition() {
        return definition;
    }

    /**
     * The tags that clusters inherit, as those of a resource of type {@code AWS::EMR::Cluster}: {@code Tags.of(app)} applies to clusters
     * as it does to all resources of the CDK.
     */
    @Override
    public TagManager getCdkTagManager() {
        return inheritedTags.manager();
    }

    /**
     * A builder of launch functions. Required: {@link #launchFunctionName}, {@link #emrProfile} and
     * {@link #clusterConfiguration}.
     */
    public static final class Builder {
        private static final int MAX_STATE_MACHINE_NAME = 80;
        private static final int MAX_CLUSTER_NAME = 256;
        private static final int DEFAULT_START_TIMEOUT_SECONDS = 60 * 60;
        private static final int MIN_START_TIMEOUT_SECONDS = 60;
        private static final int MAX_START_TIMEOUT_SECONDS = 12 * 60 * 60;

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
        private boolean alwaysFailIfClusterRunning;
        private boolean additionalTags = true;
        private List<String> overridableTags = List.of();
        private List<String> overrideFunctionMayChange = List.of();
        private @Nullable String overrideInterface;
        private @Nullable Map<String, OverrideRule> allowedOverrides;
        private boolean waitForClusterStart = true;
        private @Nullable IFunction overrideFunction;
        private Notifications notifications = Notifications.none();
        private @Nullable Duration startTimeout;
        private boolean cleanUp = true;
        private boolean pinDefinitions;
        private LogLevel logLevel = LogLevel.ERROR;

        /** The settings, set after {@link #build} has checked them. */
        private @Nullable LaunchSettings settings;

        private Builder(Construct scope, String id) {
            this.scope = scope;
            this.id = id;
        }

        /** Creates a builder of a launch function in this scope. */
        public static Builder create(Construct scope, String id) {
            return new Builder(scope, id);
        }

        /**
         * The name within the namespace: letters, digits, {@code _}, {@code .} and {@code -}. Namespace and name form the name of the
         * state machine, which has at most 80 characters.
         */
        public Builder launchFunctionName(String launchFunctionName) {
            this.launchFunctionName = launchFunctionName;
            return this;
        }

        /** The namespace, with the same characters as the name. Default: {@code default}. */
        public Builder namespace(String namespace) {
            this.namespace = namespace;
            return this;
        }

        /** The description. Default: none. */
        public Builder description(String description) {
            this.description = description;
            return this;
        }

        /** The profile: the security settings of the clusters. */
        public Builder emrProfile(IEmrProfile emrProfile) {
            this.emrProfile = emrProfile;
            return this;
        }

        /** The cluster configuration: the hardware and software of the clusters. */
        public Builder clusterConfiguration(IClusterConfiguration clusterConfiguration) {
            this.clusterConfiguration = clusterConfiguration;
            return this;
        }

        /** The clusters' name, 1 to 256 characters; it is also the prefix of their logs. Default: the cluster configuration's name. */
        public Builder clusterName(String clusterName) {
            this.clusterName = clusterName;
            return this;
        }

        /**
         * The tags of the clusters, which EMR also adds to their instances. The tag
         * {@code for-use-with-amazon-emr-managed-policies=true}, which the service role requires, is added automatically.
         * Clusters also inherit the tags of the stack and of {@code Tags.of(…)}, unless these exclude resources of the type {@code
         * AWS::EMR::Cluster}.
         * A tag with the same key here or in the cluster configuration takes precedence. An execution cannot change these tags, except
         * {@link #overridableTags}. Default: none.
         */
        public Builder clusterTags(Map<String, String> clusterTags) {
            this.clusterTags = Copies.sorted(clusterTags);
            return this;
        }

        /**
         * The keys of tags whose values from {@link #clusterTags}, the cluster configuration or inherited tags an execution may replace.
         * Default: none.
         */
        public Builder overridableTags(String... keys) {
            return overridableTags(Copies.of(keys));
        }

        /** The keys of tags whose values an execution may replace, as a list. */
        public Builder overridableTags(List<String> keys) {
            this.overridableTags = Copies.of(keys);
            return this;
        }

        /**
         * Whether an execution may add tags to its cluster. If false, it may set only those of {@link #overridableTags}. Default: true.
         */
        public Builder additionalTags(boolean additionalTags) {
            this.additionalTags = additionalTags;
            return this;
        }

        /**
         * Whether a launch fails while a cluster of this launch function with the same name is running, unless its input states otherwise.
         * Two
         * launches at the same moment do not detect each other. Default: false.
         */
        public Builder defaultFailIfClusterRunning(boolean defaultFailIfClusterRunning) {
            this.defaultFailIfClusterRunning = defaultFailIfClusterRunning;
            return this;
        }

        /**
         * Whether a launch fails while a cluster of this launch function is running, whatever its input states. All clusters then have one
         * name: no
         * override may choose it freely. Default: false.
         */
        public Builder alwaysFailIfClusterRunning(boolean alwaysFailIfClusterRunning) {
            this.alwaysFailIfClusterRunning = alwaysFailIfClusterRunning;
            return this;
        }

        /**
         * The overrides that an execution may use, by name. An override of a security-relevant member, such as a bootstrap action, a subnet
         * or an application setting, needs a rule that lists the allowed values, or {@link OverrideRule#acknowledgeSecurity}. An empty
         * map allows none.
         * Default: those of the {@link #overrideInterface}.
         */
        public Builder allowedOverrides(Map<String, OverrideRule> allowedOverrides) {
            this.allowedOverrides = Copies.sorted(allowedOverrides);
            return this;
        }

        /**
         * The interface of the cluster configuration whose overrides an execution may use, instead of {@link #allowedOverrides}. It does
         * not
         * include the cluster's name if {@link #alwaysFailIfClusterRunning} is set. Default: {@code default}, the overrides that
         * every cluster configuration offers.
         *
         * @see io.github.emrlaunch.core.cluster.ClusterConfiguration.Builder#overrideInterface
         */
        public Builder overrideInterface(String name) {
            this.overrideInterface = name;
            return this;
        }

        /** Whether a launch waits until the cluster has started, and fails if the cluster does not start. Default: true. */
        public Builder waitForClusterStart(boolean waitForClusterStart) {
            this.waitForClusterStart = waitForClusterStart;
            return this;
        }

        /**
         * A Lambda function that applies the overrides instead of this library. As with the Python library, it receives the execution's
         * input
         * ({@code ExecutionInput}), the request ({@code Input}) and the allowed overrides
         * ({@code AllowedClusterConfigOverrides}), and returns the changed request. The launch fails if the function changes a setting of
         * the
         * profile, a tag of the deployment, or a security-relevant setting that {@link #overrideFunctionMayChange} does not name. Default:
         * none, the launch applies {@link #allowedOverrides}.
         */
        public Builder overrideFunction(IFunction overrideFunction) {
            this.overrideFunction = overrideFunction;
            return this;
        }

        /**
         * Security-relevant paths of the request that the override function may nevertheless change, including everything under them, such
         * as {@code Instances.Ec2SubnetIds}. Synthesis reports a warning for each: everyone who may start executions controls the
         * function's input.
         * Default: none.
         */
        public Builder overrideFunctionMayChange(String... paths) {
            return overrideFunctionMayChange(Copies.of(paths));
        }

        /** Paths of the request that the override function may change, as a list. */
        public Builder overrideFunctionMayChange(List<String> paths) {
            this.overrideFunctionMayChange = Copies.of(paths);
            return this;
        }

        /** The targets that are notified when an execution succeeds or fails. Default: none. */
        public Builder notifications(Notifications notifications) {
            this.notifications = notifications;
            return this;
        }

        /**
         * The time that a launch waits for its cluster, 1 minute to 12 hours. A cluster that is not ready by then is terminated. Default:
         * 1 hour.
         */
        public Builder startTimeout(Duration startTimeout) {
            this.startTimeout = startTimeout;
            return this;
        }

        /**
         * Whether a launch that fails, is stopped or times out leaves no cluster: its cluster is terminated, after its
         * termination protection has been removed. If false, a cluster that is not ready in time keeps running and incurs costs. Default:
         * true.
         */
        public Builder cleanUp(boolean cleanUp) {
            this.cleanUp = cleanUp;
            return this;
        }

        /**
         * Whether a launch accepts the two definitions only as they were loaded during synthesis. It fails with
         * {@code LaunchFunctionOutdated} when Parameter Store has another document, until the launch function is deployed again.
         * If false, a launch uses the definitions that are stored when it starts, so that a definition can be changed in one place. In that
         * case everyone who may
         * write the parameter of the cluster configuration can run code as the profile's instance role, for example by a bootstrap action.
         *
         * <p>Both must be loaded ({@code fromStoredProfile}, {@code fromStoredConfiguration}): the documents of definitions that the app
         * builds are known only at
         * deployment. Default: false.
         */
        public Builder pinDefinitions(boolean pinDefinitions) {
            this.pinDefinitions = pinDefinitions;
            return this;
        }

        /**
         * The events of executions that are sent, with their data, to the log group {@code /aws/vendedlogs/states/NAMESPACE_NAME}. The data
         * contain
         * no secrets. {@link FunctionSettings} set retention and traces. Default: {@link LogLevel#ERROR}.
         */
        public Builder logLevel(LogLevel logLevel) {
            this.logLevel = logLevel;
            return this;
        }

        /**
         * Adds the launch function to the scope. If the cluster configuration has code in S3, the profile's instance role is allowed to
         * read it. If this app cannot change that role, a warning lists the permissions to add.
         *
         * @throws IllegalArgumentException when a property is missing or out of bounds, a name is too long, an override has no target
         *     in the cluster configuration, or profile and cluster configuration do not match
         */
        public EmrLaunchFunction build() {
            return Validation.build(scope, id, this, this::check, EmrLaunchFunction::new);
        }

        private void check() {
            DefinitionName name = Validation.name(namespace, "launchFunctionName", launchFunctionName);
            EmrLaunchFunctionDefinition.requireOwnNamespace(name);
            Validation.requireLength(
                    "The state machine", LaunchSettings.stateMachineName(name), MAX_STATE_MACHINE_NAME);
            IEmrProfile profile = Validation.required("emrProfile", emrProfile);
            IClusterConfiguration configuration = Validation.required("clusterConfiguration", clusterConfiguration);
            LaunchRules.check(scope, profile, configuration);
            LaunchRules.requireDifferentTags(clusterTags, configuration.getDefinition());
            if (pinDefinitions) {
                LaunchRules.requireLoaded("emrProfile", profile);
                LaunchRules.requireLoaded("clusterConfiguration", configuration);
            }
            StackFunctions stack = StackFunctions.of(scope);
            LaunchRules.requireFewTags(clusterTags, configuration.getDefinition(), stack.productTags());
            settings = new LaunchSettings(
                    name,
                    description,
                    request(name, profile, configuration.getDefinition(), stack),
                    overrideFunction,
                    notifications,
                    waitForClusterStart,
                    startTimeoutSeconds(),
                    cleanUp,
                    logLevel,
                    stack);
            LaunchStepRoles.of(configuration.getDefinition(), settings.request().allowedOverrides())
                    .requireRuntimeRoles(profile);
            // The ARN of the state machine is a token, which does not count.
            DefinitionParameter.requireStorable(definition(settings, ""));
            FunctionSettings.Network network = FunctionSettings.of(scope).getNetwork();
            if (network != null) {
                network.select();
            }
            Stacks.use(scope, stack.stack(), "emrProfile", profile);
            Stacks.useByName(scope, stack.stack(), "clusterConfiguration", configuration);
            stack.names()
                    .claim(
                            scope,
                            id,
                            List.of(
                                    Name.of(DefinitionType.EMR_LAUNCH_FUNCTION, name),
                                    Name.ofStateMachine(LaunchSettings.stateMachineName(name))));
        }

        private int startTimeoutSeconds() {
            if (startTimeout == null) {
                return DEFAULT_START_TIMEOUT_SECONDS;
            }
            long seconds = GivenNumbers.knownSeconds("startTimeout", startTimeout, "the state machine counts by it");
            if (seconds < MIN_START_TIMEOUT_SECONDS || seconds > MAX_START_TIMEOUT_SECONDS) {
                throw new IllegalArgumentException(
                        "'startTimeout' must be 1 minute to 12 hours, got: %s".formatted(startTimeout.toHumanString()));
            }
            return (int) seconds;
        }

        private Map<String, OverrideRule> overrides(ClusterConfigurationDefinition configuration) {
            if (allowedOverrides != null && overrideInterface != null) {
                throw new IllegalArgumentException(
                        "'overrideInterface' and 'allowedOverrides' both set what executions may override: set one of"
                                + " them");
            }
            Map<String, OverrideRule> overrides = allowedOverrides == null
                    ? LaunchRules.offered(
                            configuration,
                            overrideInterface == null
                                    ? ClusterConfigurationDefinition.DEFAULT_INTERFACE
                                    : overrideInterface,
                            alwaysFailIfClusterRunning)
                    : LaunchRules.allowed(allowedOverrides, configuration, alwaysFailIfClusterRunning);
            LaunchStepRoles.requireKnown(overrides, overrideFunctionMayChange);
            return overrides;
        }

        private InputRules inputRules() {
            LaunchRules.requireChangeable(overrideFunctionMayChange, overrideFunction != null);
            try {
                return new InputRules(
                        alwaysFailIfClusterRunning, additionalTags, overridableTags, overrideFunctionMayChange);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("'overridableTags': " + e.getMessage(), e);
            }
        }

        private LaunchRequest request(
                DefinitionName name,
                IEmrProfile profile,
                ClusterConfigurationDefinition configuration,
                StackFunctions stack) {
            return new LaunchRequest(
                    profile.getDefinition().definitionName(),
                    configuration.definitionName(),
                    checkedClusterName(clusterName == null ? configuration.configurationName() : clusterName),
                    defaultFailIfClusterRunning,
                    overrideFunction != null,
                    overrides(configuration),
                    tags(name, stack),
                    List.of(),
                    inputRules(),
                    LaunchSecrets.of(profile.getDefinition(), configuration),
                    expected(profile, configuration));
        }

        private ExpectedDefinitions expected(IEmrProfile profile, ClusterConfigurationDefinition configuration) {
            ExpectedDefinitions expected = ExpectedDefinitions.of(profile.getDefinition(), configuration);
            return pinDefinitions ? expected.pinnedTo(profile.getDefinition(), configuration) : expected;
        }

        private List<Tag> tags(DefinitionName name, StackFunctions stack) {
            Map<String, String> tags = new LinkedHashMap<>(stack.productTags());
            tags.putAll(clusterTags);
            List<Tag> list = new ArrayList<>(List.of(new Tag(Tag.MANAGED_POLICIES_KEY, "true")));
            tags.forEach((key, value) -> list.add(ClusterTagRules.checked(key, value)));
            list.add(new Tag(Tag.FUNCTION_KEY, Aws.STACK_NAME + "/" + name));
            return list;
        }

        private static String checkedClusterName(String name) {
            if (name.isEmpty() || name.length() > MAX_CLUSTER_NAME) {
                throw new IllegalArgumentException("'clusterName' must have 1 to %d characters, got %d"
                        .formatted(MAX_CLUSTER_NAME, name.length()));
            }
            return name;
        }
    }
}
