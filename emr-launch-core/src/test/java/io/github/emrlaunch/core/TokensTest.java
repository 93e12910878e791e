package io.github.emrlaunch.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.emrlaunch.core.cluster.AutomaticScaling;
import io.github.emrlaunch.core.cluster.BootstrapAction;
import io.github.emrlaunch.core.cluster.CapacityReservation;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.EbsVolume;
import io.github.emrlaunch.core.cluster.EmrConfiguration;
import io.github.emrlaunch.core.cluster.FleetInstanceType;
import io.github.emrlaunch.core.cluster.InstanceFleet;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.cluster.InstanceRole;
import io.github.emrlaunch.core.cluster.ManagedScaling;
import io.github.emrlaunch.core.cluster.Market;
import io.github.emrlaunch.core.cluster.Monitoring;
import io.github.emrlaunch.core.cluster.OnDemandResizing;
import io.github.emrlaunch.core.cluster.RootVolume;
import io.github.emrlaunch.core.cluster.ScalingRule;
import io.github.emrlaunch.core.cluster.SpotProvisioning;
import io.github.emrlaunch.core.cluster.SpotResizing;
import io.github.emrlaunch.core.cluster.SpotTimeoutAction;
import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.pipeline.EmrStep;
import io.github.emrlaunch.core.pipeline.PersistentClusterPipeline;
import io.github.emrlaunch.core.pipeline.Phase;
import io.github.emrlaunch.core.pipeline.SparkSubmit;
import io.github.emrlaunch.core.profile.EmrCertificates;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.core.profile.InTransitEncryption;
import io.github.emrlaunch.core.profile.RuntimeRoles;
import io.github.emrlaunch.core.serverless.ApplicationType;
import io.github.emrlaunch.core.serverless.HiveJob;
import io.github.emrlaunch.core.serverless.InitialCapacity;
import io.github.emrlaunch.core.serverless.JobRunSettings;
import io.github.emrlaunch.core.serverless.MaximumCapacity;
import io.github.emrlaunch.core.serverless.ServerlessApplication;
import io.github.emrlaunch.core.serverless.ServerlessJob;
import io.github.emrlaunch.core.serverless.ServerlessJobFunction;
import io.github.emrlaunch.core.serverless.ServerlessJobRole;
import io.github.emrlaunch.core.serverless.SparkJob;
import io.github.emrlaunch.core.serverless.Worker;
import io.github.emrlaunch.core.serverless.WorkerType;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.OverrideRule;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awscdk.CfnParameter;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Fn;
import software.amazon.awscdk.Lazy;
import software.amazon.awscdk.Token;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.IBucket;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.amazon.awscdk.services.secretsmanager.Secret;

/**
 * Every property accepts tokens: the template contains them as references, and no rule treats them as a number or a
 * text. A property that determines the template's shape refuses tokens by its name.
 */
class TokensTest {
    private static final String PARAMETER = "OnlyKnownLater";

    /** Matches a token that was not resolved. */
    private static final Pattern UNRESOLVED =
            Pattern.compile("[$#]\\{Token\\[|-1\\.8\\d+[eE]\\+?289|-18{3}\\d{20}|2147483648|9223372036854775808");

    private static final Pattern REFUSED =
            Pattern.compile("known at synth|only the deployment knows|only at deployment");

    /** Properties that must be known at synthesis, with the reason. */
    private static final Map<String, String> KNOWN = Map.ofEntries(
            Map.entry("ClusterConfiguration.configurationName", "names parameters and is part of paths"),
            Map.entry("ClusterConfiguration.namespace", "names parameters and is part of paths"),
            Map.entry("EmrLaunchFunction.launchFunctionName", "names parameters and the state machine"),
            Map.entry("EmrLaunchFunction.namespace", "names parameters and the state machine"),
            Map.entry("EmrLaunchFunction.overrideInterface", "the cluster configuration is asked for it"),
            Map.entry("EmrLaunchFunction.overrideFunctionMayChange", "paths decide what the functions check"),
            Map.entry("EmrLaunchFunction.startTimeout", "decides how often the state machine looks"),
            Map.entry("EmrProfile.namespace", "names parameters and roles"),
            Map.entry("EmrProfile.profileName", "names parameters and roles"),
            Map.entry("EmrRoles.namePrefix", "names roles"),
            Map.entry("NotebookCluster.clusterName", "names parameters and the state machine"),
            Map.entry("NotebookCluster.namespace", "names parameters and the state machine"),
            Map.entry("NotebookCluster.pythonModules", "rules keep options of pip out"),
            Map.entry("NotebookCluster.sshFrom", "each range is a rule of a security group"),
            Map.entry("NotebookCluster.users", "each user has a secret"),
            Map.entry("PersistentClusterPipeline.namespace", "names parameters and the state machine"),
            Map.entry("PersistentClusterPipeline.pipelineName", "names parameters and the state machine"),
            Map.entry("PersistentClusterPipeline.timeout", "decides how long steps wait"),
            Map.entry("ServerlessJobFunction.jobFunctionName", "names parameters and the state machine"),
            Map.entry("ServerlessJobFunction.namespace", "names parameters and the state machine"),
            Map.entry("SparkEnvironment.cidr", "subnets are derived from it"),
            Map.entry("SparkEnvironment.maxAzs", "determines the number of subnets"),
            Map.entry("SparkEnvironment.natGateways", "decides how many gateways there are"),
            Map.entry("TransientClusterPipeline.namespace", "names parameters and the state machine"),
            Map.entry("TransientClusterPipeline.pipelineName", "names parameters and the state machine"),
            Map.entry("TransientClusterPipeline.timeout", "decides how long steps wait"));

    /** Parameters of values that must be known at synthesis, with the index of the parameter. */
    private static final Map<String, String> KNOWN_OF_VALUES = Map.ofEntries(
            Map.entry("AutomaticScaling.withAdjustments (0)", "its sign decides names and numbers of rules"),
            Map.entry("AutomaticScaling.withAdjustments (1)", "its sign decides names and numbers of rules"),
            Map.entry("EmrCertificates.validity (0)", "it is stored in days"),
            Map.entry("EmrStep.withArgumentName (0)", "names an argument"),
            Map.entry("EmrStep.withRetries (0)", "each retry is a state"),
            Map.entry("EmrStep.withTimeout (0)", "states wait by it"),
            Map.entry("EmrStep.withOverridableArguments (0)", "texts name arguments"),
            Map.entry("HiveJob.withSetting (0)", "names a setting"),
            Map.entry("JobRunSettings.withTimeout (0)", "states wait by it"),
            Map.entry("JobRunSettings.withMaxAttempts (0)", "states wait by it"),
            Map.entry("SparkJob.withSetting (0)", "names a setting"),
            Map.entry("SparkSubmit.option (0)", "names an option"));

    /** Parameters that only accept values of another property of the same object. */
    private static final Set<String> WITHIN_THE_VALUE = Set.of(
            // The argument is an argument of the step, which may be a token.
            "EmrStep.withArgumentName (1)",
            // For streaming jobs; checked in the same way as the number of attempts.
            "JobRunSettings.withMaxFailedAttemptsPerHour (0)");

    /** Texts around the token, for properties that do not accept every text. */
    private static final Map<String, String> BESIDE = Map.of(
            "SparkJob.withSetting", "spark.setting",
            "HiveJob.withSetting", "hive.setting",
            "SparkSubmit.option", "--queue");

    /** Units of durations that EMR does not accept and a deployment cannot convert. */
    private static final Set<String> OTHER_UNIT = Set.of(
            "ClusterConfiguration.idleTimeout (1)",
            "NotebookCluster.idleTimeout (1)",
            "ServerlessApplication.autoStopAfter (0)",
            "ServerlessApplication.queueTimeout (0)");

    /** Builders with the other properties that a property requires. */
    private static final Map<String, BiFunction<TestStack, Object, Object>> PREPARED = Map.of(
            "EmrProfile.artifactsPath",
            (test, builder) -> ((EmrProfile.Builder) builder).artifactsBucket(bucket(test)),
            "EmrProfile.logsPath",
            (test, builder) -> ((EmrProfile.Builder) builder).logsBucket(bucket(test)),
            "EmrProfile.lakeFormationSessionTag",
            (test, builder) -> ((EmrProfile.Builder) builder)
                    .runtimeRoles(RuntimeRoles.of(Role.fromRoleName(test.stack(), "Role", "role")))
                    .inTransitEncryption(InTransitEncryption.pem(bucket(test), "certificates.zip")),
            "EmrLaunchFunction.overrideFunctionMayChange",
            (test, builder) -> ((EmrLaunchFunction.Builder) builder)
                    .overrideFunction(Function.fromFunctionName(test.stack(), "Function", "function")),
            "PersistentClusterPipeline.clusterId",
            (test, builder) -> PersistentClusterPipeline.Builder.create(test.stack(), "Other")
                    .pipelineName("pipeline")
                    .phases(Phase.of("Work", EmrStep.of("Step", "s3://jobs/job.jar"))),
            "PersistentClusterPipeline.clusterName",
            (test, builder) -> PersistentClusterPipeline.Builder.create(test.stack(), "Other")
                    .pipelineName("pipeline")
                    .launchFunction(((EmrLaunchFunction.Builder)
                                    RefusedBuildersTest.builder(EmrLaunchFunction.Builder.class, test))
                            .build())
                    .phases(Phase.of("Work", EmrStep.of("Step", "s3://jobs/job.jar"))));

    private static IBucket bucket(TestStack test) {
        return test.stack().getNode().tryFindChild("Bucket") instanceof IBucket bucket
                ? bucket
                : Bucket.fromBucketName(test.stack(), "Bucket", "bucket");
    }

    static Stream<Class<?>> builders() {
        return RefusedBuildersTest.builders().sorted(Comparator.comparing(TokensTest::name));
    }

    private static String name(Class<?> type) {
        return type.getEnclosingClass() == null
                ? type.getSimpleName()
                : type.getEnclosingClass().getSimpleName();
    }

    /** A property that gets a token. */
    private record Case(Class<?> type, Method method, int index, int kind) {
        String property() {
            return "%s.%s".formatted(name(type), method.getName());
        }

        Object applyTo(Object target, TestStack test, String parameter) throws ReflectiveOperationException {
            Object[] arguments = new Object[method.getParameterCount()];
            for (int i = 0; i < arguments.length; i++) {
                Class<?> parameterType = method.getParameterTypes()[i];
                String generic = method.getGenericParameterTypes()[i].getTypeName();
                arguments[i] = i == index
                        ? token(parameterType, generic, kind, test, parameter)
                        : sample(parameterType, property(), test);
            }
            return method.invoke(target, arguments);
        }
    }

    private static @Nullable Object token(Class<?> type, String generic, int kind, TestStack test, String parameter) {
        if (type == String.class) {
            return parameter(test, parameter, "String").getValueAsString();
        }
        if (type == Number.class) {
            return parameter(test, parameter, "Number").getValueAsNumber();
        }
        if (type == int.class) {
            return parameter(test, parameter, "Number").getValueAsNumber().intValue();
        }
        if (type == Duration.class) {
            Number number = parameter(test, parameter, "Number").getValueAsNumber();
            return kind == 0 ? Duration.seconds(number) : Duration.minutes(number);
        }
        if (generic.equals("java.util.List<java.lang.String>")) {
            return kind == 0
                    ? parameter(test, parameter, "CommaDelimitedList").getValueAsList()
                    : List.of(parameter(test, parameter, "String").getValueAsString());
        }
        if (generic.equals("java.util.Map<java.lang.String, java.lang.String>")) {
            return Map.of("spark.key", parameter(test, parameter, "String").getValueAsString());
        }
        return null;
    }

    private static @Nullable Object sample(Class<?> type, String property, TestStack test) {
        if (type.isEnum()) {
            return type.getEnumConstants()[0];
        }
        if (type == ISecret.class) {
            return Secret.fromSecretNameV2(test.stack(), "Secret", "secret");
        }
        return Map.<Class<?>, Object>of(
                        String.class, BESIDE.getOrDefault(property, "s3://bucket/file.py"),
                        Number.class, 4,
                        int.class, 4,
                        List.class, List.of(),
                        Map.class, Map.of(),
                        OverrideRule.class, OverrideRule.of("Setting").withAllowedValues("a"),
                        EmrCode.class, EmrCode.fromBucket(bucket(test), "code"),
                        Worker.class, Worker.of(4, 16))
                .get(type);
    }

    private static int kinds(Class<?> type) {
        return type == Duration.class || type == List.class ? 2 : 1;
    }

    private static CfnParameter parameter(TestStack test, String id, String type) {
        return CfnParameter.Builder.create(test.stack(), id).type(type).build();
    }

    private static List<Case> cases(Class<?> type) {
        List<Case> cases = new ArrayList<>();
        for (Method method : type.getMethods()) {
            if (method.getReturnType() != type
                    || Modifier.isStatic(method.getModifiers())
                    || method.getParameterCount() != 1) {
                continue;
            }
            Class<?> parameter = method.getParameterTypes()[0];
            String generic = method.getGenericParameterTypes()[0].getTypeName();
            if (isOfTokens(parameter, generic)) {
                for (int kind = 0; kind < kinds(parameter); kind++) {
                    cases.add(new Case(type, method, 0, kind));
                }
            }
        }
        cases.sort(Comparator.comparing(Case::property).thenComparing(Case::kind));
        return cases;
    }

    @ParameterizedTest
    @MethodSource("builders")
    void buildersAcceptTokenOrRejectWithPropertyName(Class<?> type) throws ReflectiveOperationException {
        List<String> wrong = new ArrayList<>();
        Set<String> refused = new TreeSet<>();
        for (Case one : cases(type)) {
            TestStack test = TestStack.create();
            Object builder = RefusedBuildersTest.builder(type, test);
            Object prepared =
                    PREPARED.getOrDefault(one.property(), (stack, same) -> same).apply(test, builder);
            Optional<String> refusal = refusal(() -> {
                build(type, one.applyTo(prepared, test, PARAMETER));
                requireReference(test);
                return null;
            });
            String attempt = "%s (%d)".formatted(one.property(), one.kind());
            boolean isKnown = OTHER_UNIT.contains(attempt) || KNOWN.containsKey(one.property());
            boolean isTold = refusal.filter(message -> REFUSED.matcher(message).find()
                            && message.contains("'%s'".formatted(one.method().getName())))
                    .isPresent();
            if (isTold) {
                refused.add(one.property());
            }
            if (refusal.isPresent() && !(isKnown && isTold)) {
                wrong.add(attempt + ": " + refusal.get());
            }
        }
        KNOWN.keySet().stream()
                .filter(property -> property.startsWith(name(type) + ".") && !refused.contains(property))
                .forEach(property -> wrong.add(property + " is taken"));
        assertThat(wrong).isEmpty();
    }

    /** A value from which further values of its class are created, and the locations of tokens in it. */
    private record Value(Object sample, List<Use> uses) {}

    private interface Use {
        Object use(TestStack test, Object value);
    }

    private static final InstanceGroup MASTER = InstanceGroup.master("m7g.xlarge");
    private static final InstanceGroup CORE = InstanceGroup.core("m7g.xlarge", 1);

    private static ClusterConfiguration.Builder groups(TestStack test, InstanceGroup... groups) {
        return test.configuration("Built").instanceGroups(groups);
    }

    private static InstanceGroup.Builder task() {
        return InstanceGroup.builder(InstanceRole.TASK)
                .instanceType("m7g.xlarge")
                .market(Market.SPOT);
    }

    private static ClusterConfiguration.Builder fleets(TestStack test, InstanceFleet core) {
        return test.configuration("Built").instanceGroups().instanceFleets(InstanceFleet.master("m7g.xlarge"), core);
    }

    private static InstanceFleet.Builder coreFleet() {
        return InstanceFleet.builder(InstanceRole.CORE)
                .instanceTypes("m7g.xlarge")
                .targetOnDemandCapacity(1);
    }

    private static Object application(TestStack test, Consumer<ServerlessApplication.Builder> change) {
        ServerlessApplication.Builder builder =
                (ServerlessApplication.Builder) RefusedBuildersTest.builder(ServerlessApplication.Builder.class, test);
        change.accept(builder);
        return builder;
    }

    private static Object job(TestStack test, ServerlessJob job) {
        return ((ServerlessJobFunction.Builder) RefusedBuildersTest.builder(ServerlessJobFunction.Builder.class, test))
                .job(job);
    }

    private static Object step(TestStack test, EmrStep step) {
        return ((PersistentClusterPipeline.Builder)
                        RefusedBuildersTest.builder(PersistentClusterPipeline.Builder.class, test))
                .phases(Phase.of("Work", step));
    }

    private static final Map<Class<?>, Value> VALUES = Map.ofEntries(
            value(
                    InstanceGroup.class,
                    MASTER,
                    (test, group) -> groups(test, (InstanceGroup) group, CORE),
                    (test, group) -> groups(test, MASTER, (InstanceGroup) group),
                    (test, group) -> groups(test, MASTER, CORE, (InstanceGroup) group)),
            value(
                    InstanceGroup.Builder.class,
                    (Supplier<Object>) TokensTest::task,
                    (test, group) -> groups(test, MASTER, CORE, ((InstanceGroup.Builder) group).build())),
            value(InstanceFleet.class, InstanceFleet.master("m7g.xlarge"), (test, fleet) -> test.configuration("Built")
                    .instanceGroups()
                    .instanceFleets((InstanceFleet) fleet)),
            value(
                    InstanceFleet.Builder.class,
                    (Supplier<Object>) TokensTest::coreFleet,
                    (test, fleet) -> fleets(test, ((InstanceFleet.Builder) fleet).build())),
            value(
                    FleetInstanceType.class,
                    FleetInstanceType.of("m7g.2xlarge"),
                    (test, type) -> fleets(
                            test,
                            coreFleet().instanceTypes((FleetInstanceType) type).build())),
            value(
                    EbsVolume.class,
                    EbsVolume.gp3(1000),
                    (test, volume) -> groups(
                            test,
                            MASTER,
                            CORE,
                            task().ebsVolumes((EbsVolume) volume).build())),
            value(RootVolume.class, RootVolume.of(100), (test, volume) -> test.configuration("Built")
                    .rootVolume((RootVolume) volume)),
            value(
                    ManagedScaling.class,
                    ManagedScaling.instances(1, 10),
                    (test, scaling) -> test.configuration("Built").managedScaling((ManagedScaling) scaling),
                    (test, scaling) -> fleets(test, coreFleet().build()).managedScaling((ManagedScaling) scaling)),
            value(
                    AutomaticScaling.class,
                    AutomaticScaling.between(1, 10),
                    (test, scaling) -> groups(
                            test,
                            MASTER,
                            CORE,
                            task().automaticScaling((AutomaticScaling) scaling).build())),
            value(
                    ScalingRule.class,
                    ScalingRule.whenBelow("Metric", 1, 1),
                    (test, rule) -> groups(
                            test,
                            MASTER,
                            CORE,
                            task().automaticScaling(
                                            AutomaticScaling.between(1, 10).withRules((ScalingRule) rule))
                                    .build())),
            value(
                    SpotProvisioning.class,
                    SpotProvisioning.of(60, SpotTimeoutAction.SWITCH_TO_ON_DEMAND),
                    (test, spot) -> fleets(
                            test,
                            coreFleet()
                                    .spotProvisioning((SpotProvisioning) spot)
                                    .build())),
            value(
                    SpotResizing.class,
                    SpotResizing.of(60),
                    (test, spot) -> fleets(
                            test, coreFleet().spotResizing((SpotResizing) spot).build())),
            value(
                    OnDemandResizing.class,
                    OnDemandResizing.of(60),
                    (test, onDemand) -> fleets(
                            test,
                            coreFleet()
                                    .onDemandResizing((OnDemandResizing) onDemand)
                                    .build())),
            value(
                    CapacityReservation.class,
                    CapacityReservation.openFirst(),
                    (test, reservation) -> fleets(
                            test,
                            coreFleet()
                                    .onDemandResizing(OnDemandResizing.of(60)
                                            .withCapacityReservation((CapacityReservation) reservation))
                                    .build())),
            value(Monitoring.class, Monitoring.cloudWatch(), (test, monitoring) -> test.configuration("Built")
                    .monitoring((Monitoring) monitoring)),
            value(
                    EmrConfiguration.class,
                    EmrConfiguration.of("spark-defaults", Map.of()),
                    (test, one) -> test.configuration("Built").configurations((EmrConfiguration) one)),
            value(
                    BootstrapAction.class,
                    BootstrapAction.of("Name", "s3://bucket/script.sh"),
                    (test, action) -> test.configuration("Built").bootstrapActions((BootstrapAction) action)),
            value(
                    EmrCertificates.Builder.class,
                    (Supplier<Object>) EmrCertificates::builder,
                    (test, certificates) -> ((EmrProfile.Builder)
                                    RefusedBuildersTest.builder(EmrProfile.Builder.class, test))
                            .inTransitEncryption(
                                    InTransitEncryption.emrManaged(((EmrCertificates.Builder) certificates).build()))),
            value(
                    Worker.class,
                    Worker.of(4, 16),
                    (test, worker) -> application(test, builder -> builder.initialCapacity(
                                    InitialCapacity.of(WorkerType.DRIVER, 1, (Worker) worker))
                            .maximumCapacity(MaximumCapacity.of(400, 3000)))),
            value(
                    InitialCapacity.class,
                    InitialCapacity.of(WorkerType.DRIVER, 1, Worker.of(4, 16)),
                    (test, capacity) ->
                            application(test, builder -> builder.initialCapacity((InitialCapacity) capacity))),
            value(
                    MaximumCapacity.class,
                    MaximumCapacity.of(400, 3000),
                    (test, capacity) ->
                            application(test, builder -> builder.maximumCapacity((MaximumCapacity) capacity))),
            value(SparkJob.class, SparkJob.at("s3://bucket/job.py"), (test, job) -> job(test, (SparkJob) job)),
            value(
                    HiveJob.class,
                    HiveJob.at("s3://bucket/query.sql"),
                    (test, job) -> ServerlessJobFunction.Builder.create(test.stack(), "Built")
                            .jobFunctionName("job")
                            .application(ServerlessApplication.Builder.create(test.stack(), "Hive")
                                    .applicationName("hive")
                                    .releaseLabel("emr-7.12.0")
                                    .type(ApplicationType.HIVE)
                                    .build())
                            .jobRole(ServerlessJobRole.Builder.create(test.stack(), "Role")
                                    .build())
                            .job((HiveJob) job)),
            value(JobRunSettings.class, JobRunSettings.batch(), (test, run) -> ((ServerlessJobFunction.Builder)
                            RefusedBuildersTest.builder(ServerlessJobFunction.Builder.class, test))
                    .runSettings((JobRunSettings) run)),
            value(
                    EmrStep.class,
                    EmrStep.of("Step", "s3://bucket/job.jar", "s3://bucket/file.py"),
                    (test, step) -> step(test, (EmrStep) step)),
            value(
                    SparkSubmit.class,
                    SparkSubmit.python("s3://bucket/job.py"),
                    (test, submit) -> step(test, ((SparkSubmit) submit).toStep("Step"))));

    private static Map.Entry<Class<?>, Value> value(Class<?> type, Object sample, Use... uses) {
        return Map.entry(type, new Value(sample, List.of(uses)));
    }

    static Stream<Class<?>> values() {
        return VALUES.keySet().stream().sorted(Comparator.comparing(Class::getName));
    }

    @ParameterizedTest
    @MethodSource("values")
    void valueClassesAcceptTokenOrRejectWithParameterName(Class<?> type) throws ReflectiveOperationException {
        List<String> wrong = new ArrayList<>();
        Set<String> refused = new TreeSet<>();
        for (Method method : type.getMethods()) {
            if (method.getReturnType() != type || method.isSynthetic() || method.isVarArgs()) {
                continue;
            }
            for (int i = 0; i < method.getParameterCount(); i++) {
                Class<?> parameter = method.getParameterTypes()[i];
                String generic = method.getGenericParameterTypes()[i].getTypeName();
                String attempt = "%s (%d)".formatted(name(type) + "." + method.getName(), i);
                if (isOfTokens(parameter, generic) && !WITHIN_THE_VALUE.contains(attempt)) {
                    Case one = new Case(type, method, i, 0);
                    List<String> failures = new ArrayList<>();
                    Value value = Objects.requireNonNull(VALUES.get(type));
                    for (Use use : value.uses()) {
                        TestStack test = TestStack.create();
                        Object sample =
                                value.sample() instanceof Supplier<?> supplier ? supplier.get() : value.sample();
                        refusal(() -> {
                                    Object builder = use.use(test, one.applyTo(sample, test, PARAMETER));
                                    builder.getClass().getMethod("build").invoke(builder);
                                    requireReference(test);
                                    return null;
                                })
                                .ifPresent(failures::add);
                    }
                    List<String> names = List.of(method.getParameters()[i].getName(), propertyName(method));
                    boolean isTold = failures.stream()
                            .allMatch(failure -> REFUSED.matcher(failure).find()
                                    && names.stream().anyMatch(name -> failure.contains("'" + name + "'")));
                    if (failures.size() == value.uses().size()) {
                        refused.add(attempt);
                        if (!(isTold && KNOWN_OF_VALUES.containsKey(attempt))) {
                            wrong.add("%s: %s".formatted(attempt, failures));
                        }
                    }
                }
            }
        }
        KNOWN_OF_VALUES.keySet().stream()
                .filter(attempt -> attempt.startsWith(name(type) + ".") && !refused.contains(attempt))
                .forEach(attempt -> wrong.add(attempt + " is taken"));
        assertThat(wrong).isEmpty();
    }

    /** Returns {@code overridableArguments} for {@code withOverridableArguments}. */
    private static String propertyName(Method method) {
        String name = method.getName().replaceFirst("^with(?=[A-Z])", "");
        return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }

    /** Ways in which the CDK combines values. */
    private static final Map<String, UnaryOperator<String>> WRAPPED = Map.of(
            "text", text -> "a" + text + "b",
            "join", text -> Fn.join("-", List.of("a", text)),
            "select", text -> Fn.select(0, Fn.split("-", text)),
            "sub", text -> Fn.sub("a${b}", Map.of("b", text)),
            "condition", text -> Token.asString(Fn.conditionIf("Condition", text, "a")),
            "lazy", text -> Lazy.string(() -> text),
            "number", text -> Token.asString(Token.asNumber(Fn.conditionIf("Condition", text, 1))),
            "reference", "{{resolve:ssm:/%s/memory}}"::formatted);

    @Test
    void clusterConfigurationAcceptsTokensInCdkFunctions() {
        TestStack test = TestStack.create();
        String parameter = parameter(test, PARAMETER, "String").getValueAsString();
        WRAPPED.forEach((name, way) -> {
            String text = way.apply(parameter);
            test.configuration("Of-" + name)
                    .configurationName(name)
                    .configurations(EmrConfiguration.of("spark-defaults", Map.of("spark.a", text)))
                    .bootstrapActions(BootstrapAction.of("Name", "s3://bucket/script.sh", "x", text))
                    .property("Tags", List.of(Map.of("Key", text, "Value", "a"), Map.of("Key", "b", "Value", text)))
                    .property("Configurations.0.Properties", Map.of("spark.b", text, "spark." + text, "c"))
                    .build();
        });

        requireReference(test);
        assertThat(test.properties("AWS::SSM::Parameter"))
                .hasSameSizeAs(WRAPPED.keySet())
                .allSatisfy(stored -> assertThat(stored.toString()).contains(PARAMETER));
    }

    /** The names of overrides, and expressions that two engines evaluate, must be known. */
    @Test
    void overrideRulesAcceptTokens() {
        TestStack test = TestStack.create();
        Number number = parameter(test, PARAMETER, "Number").getValueAsNumber();
        String text = parameter(test, "Text", "String").getValueAsString();

        test.configuration()
                .override("CoreInstanceCount", rule -> rule.withMinimum(number).withMaximum(number))
                .override("ReleaseLabel", rule -> rule.withPrefix(text))
                .override("ClusterName", rule -> rule.withAllowedValues(text, "small")
                        .withDefault(text))
                .build();

        requireReference(test);
        assertThat(test.template().toJSON().toString()).contains("{Ref=Text}");
    }

    private static boolean isOfTokens(Class<?> type, String generic) {
        return Set.of(String.class, Number.class, int.class, Duration.class).contains(type)
                || generic.equals("java.util.List<java.lang.String>")
                || generic.equals("java.util.Map<java.lang.String, java.lang.String>");
    }

    private static @Nullable Object build(Class<?> type, Object builder) throws ReflectiveOperationException {
        return type.getMethod("build").invoke(builder);
    }

    private static void requireReference(TestStack test) {
        String template =
                Json.write(new ObjectMapper().valueToTree(test.template().toJSON()));
        if (UNRESOLVED.matcher(template).find()) {
            throw new IllegalStateException("unresolved: " + around(template));
        }
        if (!template.contains("{\"Ref\":\"%s\"}".formatted(PARAMETER))) {
            throw new IllegalStateException("not in the template");
        }
    }

    private static String around(String template) {
        var found = UNRESOLVED.matcher(template);
        return found.find()
                ? template.substring(Math.max(0, found.start() - 150), Math.min(template.length(), found.end() + 60))
                : "";
    }

    private interface Call {
        @Nullable Object run() throws ReflectiveOperationException;
    }

    private static Optional<String> refusal(Call call) throws ReflectiveOperationException {
        try {
            call.run();
            return Optional.empty();
        } catch (InvocationTargetException e) {
            Throwable cause = e.getTargetException();
            return Optional.of(cause.getClass().getSimpleName() + ": "
                    + String.valueOf(cause.getMessage()).lines().findFirst().orElse(""));
        } catch (RuntimeException e) {
            return Optional.of(e.getClass().getSimpleName() + ": "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }
}
