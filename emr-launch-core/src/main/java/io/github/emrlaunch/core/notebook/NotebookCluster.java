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
 * A cluster with JupyterHub: a state machine that starts it, creates its users, and leaves it running until its idle
 * timeout. Notebooks are stored in S3, and remain when the cluster terminates.
 *
 * <p>JupyterHub is accessible only through a tunnel, by SSH or Session Manager. The stack's outputs contain the
 * command. Each user has a password that Secrets Manager generates, {@code emr-launch/notebooks/NAMESPACE/NAME/USER}.
 * So does {@code jovyan}, the administrator that EMR creates with a well-known password. The secrets are encrypted with
 * the key of {@link FunctionSettings}, if there is one.
 *
 * <p>An execution can only change what {@link Builder#allowedOverrides} and {@link Builder#overridableTags} allow, and
 * fails while a cluster of this notebook cluster is running.
 *
 * <p>Users of one cluster are not protected from each other: they share its instance role, which can read all of their
 * passwords and notebooks.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ReleaseGuide/emr-jupyterhub.html">JupyterHub on EMR</a>
 */
public final class NotebookCluster extends Resource implements INotebookCluster {
    /** The keys of the notebooks of all users. */
    private static final String NOTEBOOKS = "jupyter/*";

    private static final String CREATE_USERS = "Create JupyterHub Users";
    private static final String CONNECT_DIRECTORY = "Connect JupyterHub to Directory";
    private static final String PYTHON_MODULES = "PythonLibraries";

    /**
     * The permissions that an instance needs for sessions. The managed policy AmazonSSMManagedInstanceCore also allows
     * reading all parameters.
     *
     * @see
     *     <a href="https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-create-iam-instance-profile.html">Permissions
     *     for Session Manager</a>
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
        requireRules(name, builder.persistence(), !builder.pythonModules.isEmpty());
        launchFunction = EmrLaunchFunction.Builder.create(this, "LaunchFunction")
                .launchFunctionName(name.name())
                .namespace(name.namespace())
                .emrProfile(profile)
                .clusterConfiguration(configuration)
                .clusterTags(builder.tags)
                .allowedOverrides(builder.allowedOverrides)
                .overridableTags(builder.overridableTags)
                .additionalTags(false)
                // A schedule must not start a second cluster while users work on the first.
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
        // Changes the profile last, after all checks.
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
                            "The Session Manager actions of an instance have no resource types")));
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

    /** Checks that the customization kept what the settings of the builder and the rules for notebooks require. */
    private void requireRules(DefinitionName name, Map<String, String> persistence, boolean hasPythonModules) {
        CustomizedConfiguration customized = new CustomizedConfiguration(configuration);
        customized.requireNotebooks(name);
        customized.requirePersistence(persistence);
        if (hasPythonModules) {
            customized.requireBootstrapAction(PYTHON_MODULES);
        }
        if (sshGroup != null) {
            customized.requireSshGroup(sshGroup.getSecurityGroupId());
        }
        if (keyPair != null) {
            customized.requireKeyPair(keyPair.getKeyPairName());
        }
    }

    private SecurityGroup sshGroup(DefinitionName name, IVpc vpc, List<AddressRange> sshFrom) {
        SecurityGroup group = SecurityGroup.Builder.create(this, "SshGroup")
                .vpc(vpc)
                .description("SSH to the primary node of " + name.name())
                .allowAllOutbound(false)
                .build();
        // EMR's service role may only attach groups with this tag.
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
        // An execution must not choose users or their secrets.
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

    /** Returns a phase whose steps an execution can neither override nor skip. */
    private static Phase fixed(String name, List<EmrStep> steps) {
        return Phase.of(
                        name,
                        steps.stream().map(EmrStep::withOverridableArguments).toList())
                // Without the step that creates users, the administrator has the password that EMR documents.
                .always();
    }

    private void output(String id, String description, String value) {
        CfnOutput.Builder.create(this, id).description(description).value(value).build();
    }

    /** Imports a notebook cluster from the default namespace that another app deploys in this account and region. */
    public static INotebookCluster fromClusterName(Construct scope, String id, String clusterName) {
        return fromClusterName(scope, id, clusterName, DefinitionName.DEFAULT_NAMESPACE);
    }

    /**
     * Imports a notebook cluster that another app deploys in this account and region. Nothing is read during synthesis.
     *
     * @throws IllegalArgumentException if the name is not valid for a notebook cluster
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

    /** The cluster configuration. */
    public IClusterConfiguration getClusterConfiguration() {
        return configuration;
    }

    /**
     * The security group of the primary node, which allows only SSH.
     *
     * @throws IllegalStateException if the cluster has no SSH access
     */
    public ISecurityGroup getSshGroup() {
        return ofSsh(sshGroup);
    }

    /**
     * The key pair for SSH.
     *
     * @throws IllegalStateException if the cluster has no key pair
     */
    public IKeyPair getKeyPair() {
        return ofSsh(keyPair);
    }

    private <T> T ofSsh(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("%s has no SSH: it is accessible through Session Manager"
                    .formatted(getNode().getPath()));
        }
        return part;
    }

    @Override
    public ISecret getPasswordSecret(String user) {
        return users.secretOf(user);
    }

    /**
     * The command that opens the tunnel to the newest cluster of this notebook cluster's launch function, for a POSIX
     * shell with the AWS CLI and SSH.
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

        /** Creates a builder of a notebook cluster in this scope. */
        public static Builder create(Construct scope, String id) {
            return new Builder(scope, id);
        }

        /**
         * The cluster's name: letters, digits, {@code _} and {@code -}. The cluster configuration and the launch
         * function have the same name. The state machine's name contains the namespace and this name, and has at most
         * 80 characters.
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
         * The profile of the cluster. Its instance role is allowed to read the users' passwords and to use the
         * notebooks, so use a separate profile. It requires {@code httpPutResponseHopLimit(2)}, since JupyterHub runs
         * in a container.
         */
        public Builder emrProfile(IEmrProfile emrProfile) {
            this.emrProfile = emrProfile;
            return this;
        }

        /**
         * The EMR release label, such as {@code emr-7.12.0}, from 6.4.0 on: earlier releases treat a cluster as idle
         * while a Python kernel is running.
         */
        public Builder releaseLabel(String releaseLabel) {
            this.releaseLabel = releaseLabel;
            return this;
        }

        /**
         * The bucket that stores notebooks under {@code jupyter/USER/}. The scripts that clusters run are also uploaded
         * to it, under {@code emr-launch/notebooks/NAMESPACE/NAME/}.
         */
        public Builder notebooksBucket(IBucket notebooksBucket) {
            this.notebooksBucket = notebooksBucket;
            return this;
        }

        /**
         * The applications to install; they must include JupyterHub. Default: Spark, Hadoop, Livy, Hive, JupyterHub.
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
         * Python modules that every node installs with pip before the applications, such as {@code pandas},
         * {@code numpy>=1.26,<2} or {@code tomli; python_version < "3.11"}. They are available to Spark jobs, including
         * those of the PySpark kernel. The Python 3 kernel runs in JupyterHub's container and has its own modules.
         * Default: none.
         */
        public Builder pythonModules(String... pythonModules) {
            return pythonModules(Copies.of(pythonModules));
        }

        /** Python modules that every node installs with pip, as a list. */
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
         * Steps that run after JupyterHub has started and its users were created, such as a shell script that installs
         * modules in JupyterHub's container. If one fails, the cluster is terminated. An execution cannot override
         * their arguments. Default: none.
         */
        public Builder steps(EmrStep... steps) {
            return steps(Copies.of(steps));
        }

        /** Steps that run after the users were created, as a list. */
        public Builder steps(List<EmrStep> steps) {
            this.steps = Copies.of(steps);
            return this;
        }

        /** Application settings, including those of {@code jupyter-s3-conf} except for its bucket. Default: none. */
        public Builder configurations(EmrConfiguration... configurations) {
            return configurations(Copies.of(configurations));
        }

        /** Application settings, as a list. */
        public Builder configurations(List<EmrConfiguration> configurations) {
            this.configurations = Copies.of(configurations);
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
         * The users of JupyterHub: names of 1 to 32 lower-case letters, digits, {@code _} and {@code -}, at most 50. If
         * a user is removed from the list, the user's secret is deleted; the notebooks remain.
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
         * The directory whose users log in, instead of {@link #users}. A user gets an account in JupyterHub's container
         * at the first login. A step installs the plugin for it, from the Python package index. Default: none.
         */
        public Builder directory(LdapDirectory directory) {
            this.directory = directory;
            return this;
        }

        /**
         * Whether the tunnel uses Session Manager. The instance role is allowed to open sessions, and {@link #sshFrom}
         * is not required. The nodes must have access to Systems Manager, and run its agent, as EMR's own images do.
         * Default: false.
         *
         * @see <a href="https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager.html">Session Manager</a>
         */
        public Builder sessionManager(boolean sessionManager) {
            this.sessionManager = sessionManager;
            return this;
        }

        /**
         * The addresses that may access the primary node by SSH, in CIDR notation, such as {@code 203.0.113.7/32}.
         * There is no other ingress rule. Ranges that are too wide to be a restriction, such as {@code 0.0.0.0/0},
         * require {@link #acknowledgeSshFromInternet}.
         */
        public Builder sshFrom(String... ranges) {
            return sshFrom(Copies.of(ranges));
        }

        /** The addresses that may access the primary node by SSH, as a list. */
        public Builder sshFrom(List<String> ranges) {
            this.sshFrom = Copies.of(ranges);
            return this;
        }

        /**
         * Whether the cluster's owner acknowledges that {@link #sshFrom} opens SSH to the Internet, where scanners find
         * it. It is an error if no range does so. Default: false.
         */
        public Builder acknowledgeSshFromInternet(boolean acknowledge) {
            this.acknowledgeSshFromInternet = acknowledge;
            return this;
        }

        /**
         * The key pair for SSH. Default: a new key pair, with its private key in Parameter Store. The output
         * {@code KeyCommand} contains the command that saves it.
         */
        public Builder keyPair(IKeyPair keyPair) {
            this.keyPair = keyPair;
            return this;
        }

        /** The idle time after which EMR terminates the cluster, 60 seconds to 7 days. Default: one hour. */
        public Builder idleTimeout(Duration idleTimeout) {
            this.idleTimeout = idleTimeout;
            return this;
        }

        /** Tags of the cluster and its instances, in addition to the library's tags. Default: none. */
        public Builder tags(Map<String, String> tags) {
            this.tags = Copies.sorted(tags);
            return this;
        }

        /**
         * The overrides that an execution may use, by name. A rule for the release must list releases from
         * {@code emr-6.4.0} on, and no rule may remove the idle timeout. Default: none.
         *
         * @see EmrLaunchFunction.Builder#allowedOverrides
         */
        public Builder allowedOverrides(Map<String, OverrideRule> allowedOverrides) {
            this.allowedOverrides = Copies.sorted(allowedOverrides);
            return this;
        }

        /** The keys of tags that an execution may set; it cannot add others. Default: none. */
        public Builder overridableTags(String... keys) {
            return overridableTags(Copies.of(keys));
        }

        /** The keys of tags that an execution may set, as a list. */
        public Builder overridableTags(List<String> keys) {
            this.overridableTags = Copies.of(keys);
            return this;
        }

        /** The schedule that starts the cluster, unless it is running. Default: none. */
        public Builder schedule(Schedule schedule) {
            this.schedule = schedule;
            return this;
        }

        /**
         * The targets that are notified of each start of the cluster, after its users were created or it failed.
         * Default: none.
         */
        public Builder notifications(Notifications notifications) {
            this.notifications = notifications;
            return this;
        }

        /**
         * A change of the cluster configuration for settings without a method here, such as its root volume or managed
         * scaling. It is applied after the methods here; lists that it sets replace theirs. The rules for notebook clusters
         * apply to the result: it must keep JupyterHub, a release from 6.4.0 on, the idle timeout, the storage of notebooks, the
         * Python modules, and the security group and key pair of SSH. Default: none.
         */
        public Builder customize(UnaryOperator<ClusterConfiguration.Builder> customization) {
            this.customization = customization;
            return this;
        }

        /**
         * Adds the cluster's definitions and its state machine to the scope. It starts no cluster, unless there is a
         * schedule.
         *
         * @throws IllegalArgumentException if a property is missing or invalid, or JupyterHub does not work with the
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

        /** Returns the cluster configuration with this builder's settings. */
        private ClusterConfiguration.Builder configuration(ClusterConfiguration.Builder configuration) {
            List<EmrConfiguration> all = new ArrayList<>(configurations);
            all.add(EmrConfiguration.of(NotebookRules.PERSISTENCE, persistence()));
            ClusterConfiguration.Builder settings = configuration
                    .releaseLabel(Validation.required("releaseLabel", releaseLabel))
                    .applications(applications)
                    .configurations(all)
                    .instanceGroups(instanceGroups)
                    .instanceFleets(instanceFleets)
                    .subnets(subnets)
                    .idleTimeout(idleTimeout);
            return CustomizedConfiguration.requireSame(settings, customization.apply(settings));
        }

        private Map<String, String> persistence() {
            IBucket bucket = Validation.required("notebooksBucket", notebooksBucket);
            return Map.of("s3.persistence.enabled", "true", "s3.persistence.bucket", bucket.getBucketName());
        }

        private List<BootstrapAction> bootstrapActions(EmrCode scripts) {
            List<BootstrapAction> all = new ArrayList<>();
            if (!pythonModules.isEmpty()) {
                all.add(BootstrapAction.of(
                        PYTHON_MODULES,
                        scripts,
                        NotebookScripts.INSTALL_MODULES,
                        pythonModules.toArray(String[]::new)));
            }
            all.addAll(bootstrapActions);
            return all;
        }
    }
}
