package io.github.emrlaunch.core.notebook;

import io.github.emrlaunch.core.cluster.BootstrapAction;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.EmrConfiguration;
import io.github.emrlaunch.core.cluster.IClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceFleet;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.function.FunctionSettings;
import io.github.emrlaunch.core.internal.CdkNag;
import io.github.emrlaunch.core.internal.Copies;
import io.github.emrlaunch.core.internal.ProductTags;
import io.github.emrlaunch.core.internal.RolePolicies;
import io.github.emrlaunch.core.internal.Tokens;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.launch.IEmrLaunchFunction;
import io.github.emrlaunch.core.notification.Notifications;
import io.github.emrlaunch.core.pipeline.EmrStep;
import io.github.emrlaunch.core.pipeline.Phase;
import io.github.emrlaunch.core.pipeline.TransientClusterPipeline;
import io.github.emrlaunch.core.profile.IEmrProfile;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.OverrideRule;
import io.github.emrlaunch.definitions.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Resource;
import software.amazon.awscdk.Tags;
import software.amazon.awscdk.services.ec2.IKeyPair;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.ISubnet;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.KeyPair;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.events.Rule;
import software.amazon.awscdk.services.events.Schedule;
import software.amazon.awscdk.services.events.targets.SfnStateMachine;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.s3.IBucket;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.amazon.awscdk.services.stepfunctions.IStateMachine;
import software.constructs.Construct;

/**
 * A cluster with JupyterHub: a state machine that starts it, creates its users, and leaves it running until it was idle for a
 * while. Notebooks are in S3, and outlive it.
 *
 * <p>JupyterHub is reached through a tunnel only, by SSH or Session Manager, which the stack's outputs say how to open. Each user has a password that
 * Secrets Manager has generated, {@code emr-launch/notebooks/NAMESPACE/NAME/USER}; so has {@code jovyan}, the administrator that
 * EMR makes with a well-known one. The secrets are encrypted with the key of {@link FunctionSettings}, if there is one.
 *
 * <p>An execution decides nothing but what {@link Builder#allowedOverrides} and {@link Builder#overridableTags} open, and fails while a
 * cluster of these notebooks runs.
 *
 * <p>Users of one cluster are not protected from each other: they share its instance role, which can read all of their passwords
 * and notebooks.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ReleaseGuide/emr-jupyterhub.html">JupyterHub on EMR</a>
 */
public final class NotebookCluster extends Resource implements INotebookCluster {
    /** The keys of the notebooks of all users, in whatever bucket. */
    private static final String NOTEBOOKS = "jupyter/*";

    private static final String CREATE_USERS = "Create JupyterHub Users";
    private static final String CONNECT_DIRECTORY = "Connect JupyterHub to Directory";

    /**
     * What an instance needs for sessions. The managed policy AmazonSSMManagedInstanceCore reads all parameters, too.
     *
     * @see <a href="https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-create-iam-instance-profile.html">Permissions for
     *     Session Manager</a>
     */
    private static final List<String> SESSION_MANAGER = List.of(
            "ssm:UpdateInstanceInformation",
            "ssmmessages:CreateControlChannel",
            "ssmmessages:CreateDataChannel",
            "ssmmessages:OpenControlChannel",
            "ssmmessages:OpenDataChannel");

    private final ClusterConfiguration configuration;
    private final EmrLaunchFunction launchFunction;
    private final TransientClusterPipeline pipeline;
    private final NotebookUsers users;
    private final @Nullable SecurityGroup sshGroup;
    private final @Nullable IKeyPair keyPair;
    private final String tunnelCommand;

    private NotebookCluster(Builder builder) {
        super(builder.scope, builder.id);
        DefinitionName name = builder.name();
        IEmrProfile profile = Validation.required("emrProfile", builder.emrProfile);
        IBucket bucket = Validation.required("notebooksBucket", builder.notebooksBucket);
        EmrCode scripts = NotebookScripts.in(bucket, name);
        IKey key = FunctionSettings.of(this).getEncryptionKey();
        users = new NotebookUsers(this, name, builder.users, key);
        boolean hasSsh = !builder.sshFrom.isEmpty();
        sshGroup = hasSsh ? sshGroup(name, NotebookRules.vpcOf(profile), builder.addressRanges()) : null;
        KeyPair made = hasSsh && builder.keyPair == null
                ? KeyPair.Builder.create(this, "KeyPair").build()
                : null;
        keyPair = made == null ? builder.keyPair : made;
        ClusterConfiguration.Builder settings = ClusterConfiguration.Builder.create(this, "Configuration")
                .configurationName(name.name())
                .namespace(name.namespace())
                .code(scripts)
                .bootstrapActions(builder.bootstrapActions(scripts));
        if (keyPair != null) {
            settings.ec2KeyName(keyPair.getKeyPairName());
        }
        if (sshGroup != null) {
            settings.additionalMasterSecurityGroups(sshGroup);
        }
        configuration = builder.configuration(settings).build();
        NotebookRules.requirePersistence(
                configuration.getDefinition().clusterConfiguration(), Json.of(builder.persistence()));
        launchFunction = EmrLaunchFunction.Builder.create(this, "LaunchFunction")
                .launchFunctionName(name.name())
                .namespace(name.namespace())
                .emrProfile(profile)
                .clusterConfiguration(configuration)
                .clusterTags(builder.tags)
                .allowedOverrides(builder.allowedOverrides)
                .overridableTags(builder.overridableTags)
                .additionalTags(false)
                // A schedule that comes round while people still work must not start a second cluster.
                .alwaysFailIfClusterRunning(true)
                .build();
        pipeline = TransientClusterPipeline.Builder.create(this, "Pipeline")
                .pipelineName(NotebookRules.pipeline(name).name())
                .namespace(name.namespace())
                .description("Starts a cluster with JupyterHub and creates its users")
                .launchFunction(launchFunction)
                .phases(phases(scripts, builder.directory, builder.steps))
                .keepClusterOnSuccess(true)
                .timeout(Duration.hours(2))
                .notifications(builder.notifications)
                .build();
        getNode().setDefaultChild(Objects.requireNonNull(pipeline.getNode().getDefaultChild()));
        // The profile is changed only now, when nothing can be refused any more.
        profile.authorizeOutputBucket(bucket, NOTEBOOKS);
        RolePolicies.add(
                profile.getInstanceRole(),
                users.secretOf(NotebookUsers.ADMINISTRATOR),
                PolicyStatement.Builder.create()
                        .actions(List.of("secretsmanager:GetSecretValue"))
                        .resources(users.secretArns())
                        .build());
        if (key != null) {
            profile.authorizeInputKey(key);
        }
        if (builder.schedule != null) {
            Rule.Builder.create(this, "Schedule")
                    .description("Starts the notebook cluster " + name)
                    .schedule(builder.schedule)
                    .targets(List.of(SfnStateMachine.Builder.create(pipeline.getStateMachine())
                            .build()))
                    .build();
        }
        if (builder.sessionManager) {
            RolePolicies.add(
                    profile.getInstanceRole(),
                    this,
                    PolicyStatement.Builder.create()
                            .actions(SESSION_MANAGER)
                            .resources(List.of("*"))
                            .build(),
                    List.of(CdkNag.rule(
                            "AwsSolutions-IAM5",
                            "Resource::\\*",
                            "Session Manager's actions of an instance know no resources")));
        }
        tunnelCommand = builder.sessionManager
                ? TunnelCommand.bySessionManager(name)
                : TunnelCommand.to(name, Objects.requireNonNull(keyPair).getKeyPairName());
        output("TunnelCommand", "Then JupyterHub is at https://localhost:10501", tunnelCommand);
        if (made != null) {
            output(
                    "KeyCommand",
                    "Saves the private key that the tunnel needs",
                    TunnelCommand.saveKey(made.getPrivateKey().getParameterName(), made.getKeyPairName()));
        }
        ProductTags.add(this);
    }

    private SecurityGroup sshGroup(DefinitionName name, IVpc vpc, List<AddressRange> sshFrom) {
        SecurityGroup group = SecurityGroup.Builder.create(this, "SshGroup")
                .vpc(vpc)
                .description("SSH to the primary node of " + name.name())
                .allowAllOutbound(false)
                .build();
        // EMR's service role may attach groups only that have this tag.
        Tags.of(group).add(Tag.MANAGED_POLICIES_KEY, "true");
        sshFrom.forEach(range -> group.addIngressRule(range.peer(), Port.tcp(22), "SSH"));
        if (sshFrom.stream().anyMatch(AddressRange::isOpen)) {
            CdkNag.suppress(
                    group,
                    List.of(CdkNag.rule(
                            "AwsSolutions-EC23",
                            "The builder of the cluster acknowledges that SSH is open to the Internet")));
        }
        return group;
    }

    private List<Phase> phases(EmrCode scripts, @Nullable LdapDirectory directory, List<EmrStep> steps) {
        // Whose passwords are set, and from which secrets, is never the execution's to say.
        List<EmrStep> ofUsers = new ArrayList<>();
        ofUsers.add(EmrStep.shellScript(CREATE_USERS, scripts, NotebookScripts.CREATE_USERS, users.arguments()));
        if (directory != null) {
            ofUsers.add(EmrStep.shellScript(
                    CONNECT_DIRECTORY, scripts, NotebookScripts.CONNECT_DIRECTORY, directory.settings()));
        }
        List<Phase> phases = new ArrayList<>();
        phases.add(fixed("Users", ofUsers));
        if (!steps.isEmpty()) {
            phases.add(fixed("Steps", steps));
        }
        return phases;
    }

    /** A phase of whose steps an execution can override nothing. */
    private static Phase fixed(String name, List<EmrStep> steps) {
        return Phase.of(
                name, steps.stream().map(EmrStep::withOverridableArguments).toList());
    }

    private void output(String id, String description, String value) {
        CfnOutput.Builder.create(this, id).description(description).value(value).build();
    }

    /** A notebook cluster of the default namespace that another app deploys in the account and region of this one. */
    public static INotebookCluster fromClusterName(Construct scope, String id, String clusterName) {
        return fromClusterName(scope, id, clusterName, DefinitionName.DEFAULT_NAMESPACE);
    }

    /**
     * A notebook cluster that another app deploys in the account and region of this one: nothing is read while the app is
     * synthesized.
     *
     * @throws IllegalArgumentException when the name is one that no notebook cluster can have
     */
    public static INotebookCluster fromClusterName(Construct scope, String id, String clusterName, String namespace) {
        return Validation.at(
                scope, id, () -> new ImportedNotebookCluster(scope, id, NotebookRules.name(namespace, clusterName)));
    }

    @Override
    public IStateMachine getStateMachine() {
        return pipeline.getStateMachine();
    }

    @Override
    public IEmrLaunchFunction getLaunchFunction() {
        return launchFunction;
    }

    /** The hardware and software of the cluster. */
    public IClusterConfiguration getClusterConfiguration() {
        return configuration;
    }

    /**
     * The security group of the primary node that lets SSH in, and nothing else.
     *
     * @throws IllegalStateException when the cluster has no SSH
     */
    public ISecurityGroup getSshGroup() {
        return ofSsh(sshGroup);
    }

    /**
     * The key pair for SSH.
     *
     * @throws IllegalStateException when the cluster has none
     */
    public IKeyPair getKeyPair() {
        return ofSsh(keyPair);
    }

    private <T> T ofSsh(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("%s has no SSH: it is reached by Session Manager"
                    .formatted(getNode().getPath()));
        }
        return part;
    }

    @Override
    public ISecret getPasswordSecret(String user) {
        return users.secretOf(user);
    }

    /**
     * The command that opens the tunnel to the newest cluster that this notebook cluster's launch function started, for a POSIX shell with
     * the AWS CLI and SSH.
     */
    public String getTunnelCommand() {
        return tunnelCommand;
    }

    /**
     * Builds a {@link NotebookCluster}. Required: {@link #clusterName}, {@link #emrProfile}, {@link #releaseLabel},
     * {@link #notebooksBucket}, {@link #users} or {@link #directory}, {@link #sshFrom} or {@link #sessionManager}, {@link #subnets}, and either
     * {@link #instanceGroups} or {@link #instanceFleets}.
     */
    public static final class Builder {
        private final Construct scope;
        private final String id;
        private @Nullable String clusterName;
        private String namespace = DefinitionName.DEFAULT_NAMESPACE;
        private @Nullable IEmrProfile emrProfile;
        private @Nullable String releaseLabel;
        private @Nullable IBucket notebooksBucket;
        private List<String> applications = List.of("Spark", "Hadoop", "Livy", "Hive", "JupyterHub");
        private List<String> pythonModules = List.of();
        private List<BootstrapAction> bootstrapActions = List.of();
        private List<EmrStep> steps = List.of();
        private List<EmrConfiguration> configurations = List.of();
        private List<InstanceGroup> instanceGroups = List.of();
        private List<InstanceFleet> instanceFleets = List.of();
        private List<ISubnet> subnets = List.of();
        private List<String> users = List.of();
        private @Nullable LdapDirectory directory;
        private boolean sessionManager;
        private List<String> sshFrom = List.of();
        private boolean acknowledgeSshFromInternet;
        private @Nullable IKeyPair keyPair;
        private Duration idleTimeout = Duration.hours(1);
        private Map<String, String> tags = Map.of();
        private Map<String, OverrideRule> allowedOverrides = Map.of();
        private List<String> overridableTags = List.of();
        private @Nullable Schedule schedule;
        private Notifications notifications = Notifications.none();
        private UnaryOperator<ClusterConfiguration.Builder> customization = UnaryOperator.identity();

        private Builder(Construct scope, String id) {
            this.scope = scope;
            this.id = id;
        }

        /** A builder of a notebook cluster in this scope. */
        public static Builder create(Construct scope, String id) {
            return new Builder(scope, id);
        }

        /**
         * The cluster's name, of letters, digits, {@code _} and {@code -}: cluster configuration and launch function have it too, and
         * with the namespace it makes the state machine's name, which has at most 80 characters.
         */
        public Builder clusterName(String clusterName) {
            this.clusterName = clusterName;
            return this;
        }

        /** The namespace, of the same characters. Default: {@code default}. */
        public Builder namespace(String namespace) {
            this.namespace = namespace;
            return this;
        }

        /**
         * The security of the cluster. Its instance role is allowed to read the users' passwords and to use the notebooks, so the
         * profile is best one of its own. It has {@code httpPutResponseHopLimit(2)}: JupyterHub runs in a container.
         */
        public Builder emrProfile(IEmrProfile emrProfile) {
            this.emrProfile = emrProfile;
            return this;
        }

        /**
         * The EMR release, such as {@code emr-7.12.0}, from 6.4.0: earlier ones take a cluster for idle while a kernel of Python
         * computes.
         */
        public Builder releaseLabel(String releaseLabel) {
            this.releaseLabel = releaseLabel;
            return this;
        }

        /**
         * The bucket that keeps notebooks, below {@code jupyter/USER/}. The scripts that clusters run are uploaded to it too, below
         * {@code emr-launch/notebooks/NAMESPACE/NAME/}.
         */
        public Builder notebooksBucket(IBucket notebooksBucket) {
            this.notebooksBucket = notebooksBucket;
            return this;
        }

        /** The applications to install, JupyterHub among them. Default: Spark, Hadoop, Livy, Hive, JupyterHub. */
        public Builder applications(String... applications) {
            return applications(Copies.of(applications));
        }

        /** The applications to install, as a list. */
        public Builder applications(List<String> applications) {
            this.applications = Copies.of(applications);
            return this;
        }

        /**
         * Modules that every node installs with pip before applications are, such as {@code pandas}, {@code numpy>=1.26,<2} or
         * {@code tomli; python_version < "3.11"}.
         * Spark's jobs find them, those of the PySpark kernel too; the Python 3 kernel is in JupyterHub's container and has its own.
         * Default: none.
         */
        public Builder pythonModules(String... pythonModules) {
            return pythonModules(Copies.of(pythonModules));
        }

        /** Modules that every node installs with pip, as a list. */
        public Builder pythonModules(List<String> pythonModules) {
            this.pythonModules = Copies.of(pythonModules);
            return this;
        }

        /** Scripts that every node runs after the modules are installed. Default: none. */
        public Builder bootstrapActions(BootstrapAction... bootstrapActions) {
            return bootstrapActions(Copies.of(bootstrapActions));
        }

        /** Scripts that every node runs after the modules are installed, as a list. */
        public Builder bootstrapActions(List<BootstrapAction> bootstrapActions) {
            this.bootstrapActions = Copies.of(bootstrapActions);
            return this;
        }

        /**
         * Steps that run when JupyterHub has started and its users are there, such as a shell script that installs modules in JupyterHub's
         * container. If one fails, the cluster is terminated. An execution can override none of their arguments. Default: none.
         */
        public Builder steps(EmrStep... steps) {
            return steps(Copies.of(steps));
        }

        /** Steps that run when the users are there, as a list. */
        public Builder steps(List<EmrStep> steps) {
            this.steps = Copies.of(steps);
            return this;
        }

        /** Settings of applications, those of {@code jupyter-s3-conf} but for its bucket among them. Default: none. */
        public Builder configurations(EmrConfiguration... configurations) {
            return configurations(Copies.of(configurations));
        }

        /** Settings of applications, as a list. */
        public Builder configurations(List<EmrConfiguration> configurations) {
            this.configurations = Copies.of(configurations);
            return this;
        }

        /** The subnets that instances run in: one for groups, one or several to choose from for fleets. */
        public Builder subnets(ISubnet... subnets) {
            return subnets(Copies.of(subnets));
        }

        /** The subnets that instances run in, as a list. */
        public Builder subnets(List<? extends ISubnet> subnets) {
            this.subnets = Copies.of(subnets);
            return this;
        }

        /** The instances, as fleets of several types each. */
        public Builder instanceFleets(InstanceFleet... instanceFleets) {
            return instanceFleets(Copies.of(instanceFleets));
        }

        /** The instances, as a list of fleets. */
        public Builder instanceFleets(List<InstanceFleet> instanceFleets) {
            this.instanceFleets = Copies.of(instanceFleets);
            return this;
        }

        /** The instances, as groups of one type each. */
        public Builder instanceGroups(InstanceGroup... instanceGroups) {
            return instanceGroups(Copies.of(instanceGroups));
        }

        /** The instances, as a list of groups. */
        public Builder instanceGroups(List<InstanceGroup> instanceGroups) {
            this.instanceGroups = Copies.of(instanceGroups);
            return this;
        }

        /**
         * The users of JupyterHub: names of 1 to 32 lower-case letters, digits, {@code _} and {@code -}, at most 50. A user who
         * is taken from the list loses the secret; the notebooks stay.
         */
        public Builder users(String... users) {
            return users(Copies.of(users));
        }

        /** The users of JupyterHub, as a list. */
        public Builder users(List<String> users) {
            this.users = Copies.of(users);
            return this;
        }

        /**
         * The directory whose users log in, instead of {@link #users}. Who logs in first gets an account in JupyterHub's container. A step
         * installs the plugin for it, from the Python package index. Default: none.
         */
        public Builder directory(LdapDirectory directory) {
            this.directory = directory;
            return this;
        }

        /**
         * Whether the tunnel is one of Session Manager: the instance role may open sessions, and {@link #sshFrom} is not required. The nodes must
         * reach Systems Manager, and have its agent, as EMR's own images do. Default: false.
         *
         * @see <a href="https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager.html">Session Manager</a>
         */
        public Builder sessionManager(boolean sessionManager) {
            this.sessionManager = sessionManager;
            return this;
        }

        /**
         * The addresses from which SSH reaches the primary node, in CIDR notation, such as {@code 203.0.113.7/32}. No other rule lets
         * anybody in. Ranges that are hardly a restriction, such as {@code 0.0.0.0/0}, require
         * {@link #acknowledgeSshFromInternet}.
         */
        public Builder sshFrom(String... ranges) {
            return sshFrom(Copies.of(ranges));
        }

        /** The addresses from which SSH reaches the primary node, as a list. */
        public Builder sshFrom(List<String> ranges) {
            this.sshFrom = Copies.of(ranges);
            return this;
        }

        /**
         * Whether the owner of the cluster acknowledges that {@link #sshFrom} opens SSH to the Internet, where every scanner finds it. An
         * error where no range does. Default: false.
         */
        public Builder acknowledgeSshFromInternet(boolean acknowledge) {
            this.acknowledgeSshFromInternet = acknowledge;
            return this;
        }

        /**
         * The key pair for SSH. Default: one that is made, its private key in Parameter Store; the output {@code KeyCommand} saves it.
         */
        public Builder keyPair(IKeyPair keyPair) {
            this.keyPair = keyPair;
            return this;
        }

        /** The time without work after which the cluster terminates itself, 60 seconds to 7 days. Default: one hour. */
        public Builder idleTimeout(Duration idleTimeout) {
            this.idleTimeout = idleTimeout;
            return this;
        }

        /** Tags of the cluster and its instances, besides the library's. Default: none. */
        public Builder tags(Map<String, String> tags) {
            this.tags = Copies.sorted(tags);
            return this;
        }

        /**
         * The overrides that an execution may use, by name. A rule for the release must list releases from {@code emr-6.4.0} on, and no rule may
         * remove the idle time-out. Default: none.
         *
         * @see EmrLaunchFunction.Builder#allowedOverrides
         */
        public Builder allowedOverrides(Map<String, OverrideRule> allowedOverrides) {
            this.allowedOverrides = Copies.sorted(allowedOverrides);
            return this;
        }

        /** Keys of tags that an execution may give; it can add no others. Default: none. */
        public Builder overridableTags(String... keys) {
            return overridableTags(Copies.of(keys));
        }

        /** Keys of tags that an execution may give, as a list. */
        public Builder overridableTags(List<String> keys) {
            this.overridableTags = Copies.of(keys);
            return this;
        }

        /** The schedule by which the cluster starts, unless it runs. Default: none. */
        public Builder schedule(Schedule schedule) {
            this.schedule = schedule;
            return this;
        }

        /** The targets that are notified of each start of the cluster, when its users are there or it failed. Default: none. */
        public Builder notifications(Notifications notifications) {
            this.notifications = notifications;
            return this;
        }

        /**
         * A change of the cluster configuration in what has no method here, such as its root volume or managed scaling. It is applied
         * after the methods here, and lists that it sets replace theirs. Default: none.
         */
        public Builder customize(UnaryOperator<ClusterConfiguration.Builder> customization) {
            this.customization = customization;
            return this;
        }

        /**
         * Adds the cluster's definitions and its state machine to the scope. It starts nothing, unless there is a schedule.
         *
         * @throws IllegalArgumentException when a property is missing or isn't what it must be, or JupyterHub can't work with the
         *     profile
         */
        public NotebookCluster build() {
            return Validation.build(scope, id, this, this::check, NotebookCluster::new);
        }

        private void check() {
            name();
            IEmrProfile profile = Validation.required("emrProfile", emrProfile);
            if (!sshFrom.isEmpty()) {
                NotebookRules.vpcOf(profile);
            }
            Validation.required("notebooksBucket", notebooksBucket);
            NotebookRules.requireRelease(Validation.required("releaseLabel", releaseLabel));
            NotebookRules.requireJupyterHub(applications);
            NotebookRules.requireSuitableOverrides(allowedOverrides);
            NotebookRules.requireNoOtherPersistence(configurations, persistence());
            NotebookRules.requireSuitable(profile);
            PythonModules.check(pythonModules);
            NotebookUsers.check(users, directory);
            NotebookRules.requireRestricted(addressRanges(), acknowledgeSshFromInternet, sessionManager);
        }

        private DefinitionName name() {
            return NotebookRules.name(namespace, clusterName);
        }

        private List<AddressRange> addressRanges() {
            sshFrom.stream()
                    .filter(Tokens::isList)
                    .forEach(range ->
                            Validation.requireKnown("sshFrom", range, "each range is a rule of the security group"));
            return sshFrom.stream().map(AddressRange::parse).toList();
        }

        /** The cluster configuration, with what this builder was told of it. */
        private ClusterConfiguration.Builder configuration(ClusterConfiguration.Builder configuration) {
            List<EmrConfiguration> all = new ArrayList<>(configurations);
            all.add(EmrConfiguration.of(NotebookRules.PERSISTENCE, persistence()));
            return customization.apply(configuration
                    .releaseLabel(Validation.required("releaseLabel", releaseLabel))
                    .applications(applications)
                    .configurations(all)
                    .instanceGroups(instanceGroups)
                    .instanceFleets(instanceFleets)
                    .subnets(subnets)
                    .idleTimeout(idleTimeout));
        }

        private Map<String, String> persistence() {
            IBucket bucket = Validation.required("notebooksBucket", notebooksBucket);
            return Map.of("s3.persistence.enabled", "true", "s3.persistence.bucket", bucket.getBucketName());
        }

        private List<BootstrapAction> bootstrapActions(EmrCode scripts) {
            List<BootstrapAction> all = new ArrayList<>();
            if (!pythonModules.isEmpty()) {
                all.add(BootstrapAction.of(
                        "PythonLibraries",
                        scripts,
                        NotebookScripts.INSTALL_MODULES,
                        pythonModules.toArray(String[]::new)));
            }
            all.addAll(bootstrapActions);
            return all;
        }
    }
}
