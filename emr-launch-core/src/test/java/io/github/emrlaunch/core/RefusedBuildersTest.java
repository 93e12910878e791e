package io.github.emrlaunch.core;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.controlplane.ControlPlane;
import io.github.emrlaunch.core.environment.NotebookStudio;
import io.github.emrlaunch.core.environment.SparkEnvironment;
import io.github.emrlaunch.core.function.FunctionSettings;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.notebook.NotebookCluster;
import io.github.emrlaunch.core.notification.Notifications;
import io.github.emrlaunch.core.pipeline.EmrStep;
import io.github.emrlaunch.core.pipeline.PersistentClusterPipeline;
import io.github.emrlaunch.core.pipeline.Phase;
import io.github.emrlaunch.core.pipeline.TransientClusterPipeline;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.core.profile.EmrRoles;
import io.github.emrlaunch.core.profile.EmrSecurityGroups;
import io.github.emrlaunch.core.serverless.ServerlessApplication;
import io.github.emrlaunch.core.serverless.ServerlessJobFunction;
import io.github.emrlaunch.core.serverless.ServerlessJobRole;
import io.github.emrlaunch.core.serverless.SparkJob;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.sns.Topic;
import software.constructs.Construct;
import software.constructs.IConstruct;

/** A builder that fails reports the path and the reason, and leaves no construct behind. */
class RefusedBuildersTest {
    private static final String ID = "Built";

    private static final Map<Class<?>, Function<TestStack, Object>> BUILDERS = builders(Map.of(
            ClusterConfiguration.Builder.class, test -> test.configuration(ID),
            EmrProfile.Builder.class,
                    test -> EmrProfile.Builder.create(test.stack(), ID)
                            .profileName("etl")
                            .vpc(test.importedVpc()),
            NotebookCluster.Builder.class,
                    test -> NotebookCluster.Builder.create(test.stack(), ID)
                            .clusterName("lab")
                            .emrProfile(EmrProfile.Builder.create(test.stack(), "Profile")
                                    .profileName("notebooks")
                                    .vpc(test.importedVpc())
                                    .httpPutResponseHopLimit(2)
                                    .build())
                            .releaseLabel("emr-7.12.0")
                            .notebooksBucket(bucket(test))
                            .instanceGroups(InstanceGroup.master("m7g.xlarge"))
                            .subnets(test.subnet())
                            .users("philipp")
                            .sshFrom("203.0.113.0/24"),
            NotebookStudio.Builder.class,
                    test -> NotebookStudio.Builder.create(test.stack(), ID)
                            .studioName("studio")
                            .vpc(test.importedVpc())
                            .notebooksBucket(bucket(test)),
            SparkEnvironment.Builder.class, test -> SparkEnvironment.Builder.create(test.stack(), ID),
            ControlPlane.Builder.class, test -> ControlPlane.Builder.create(test.stack(), ID)));

    private static Map<Class<?>, Function<TestStack, Object>> builders(
            Map<Class<?>, Function<TestStack, Object>> ofDefinitions) {
        Map<Class<?>, Function<TestStack, Object>> all = new HashMap<>(ofDefinitions);
        all.put(EmrRoles.Builder.class, test -> EmrRoles.Builder.create(test.stack(), ID)
                .namePrefix("shared"));
        all.put(EmrSecurityGroups.Builder.class, test -> EmrSecurityGroups.Builder.create(test.stack(), ID)
                .vpc(test.importedVpc()));
        all.put(EmrLaunchFunction.Builder.class, test -> launchFunction(test, ID));
        all.put(TransientClusterPipeline.Builder.class, test -> TransientClusterPipeline.Builder.create(
                        test.stack(), ID)
                .pipelineName("pipeline")
                .launchFunction(launchFunction(test, "Launch").build())
                .phases(phase()));
        all.put(PersistentClusterPipeline.Builder.class, test -> PersistentClusterPipeline.Builder.create(
                        test.stack(), ID)
                .pipelineName("pipeline")
                .anyClusterNamed("shared")
                .phases(phase()));
        all.put(ServerlessApplication.Builder.class, test -> application(test, ID));
        all.put(ServerlessJobRole.Builder.class, test -> ServerlessJobRole.Builder.create(test.stack(), ID));
        all.put(ServerlessJobFunction.Builder.class, test -> ServerlessJobFunction.Builder.create(test.stack(), ID)
                .jobFunctionName("job")
                .application(application(test, "Application").build())
                .jobRole(ServerlessJobRole.Builder.create(test.stack(), "Role").build())
                .job(SparkJob.at("s3://code/job.py")));
        return all;
    }

    private static EmrLaunchFunction.Builder launchFunction(TestStack test, String id) {
        return EmrLaunchFunction.Builder.create(test.stack(), id)
                .launchFunctionName("launch")
                .emrProfile(test.profile())
                .clusterConfiguration(test.configuration().build());
    }

    private static ServerlessApplication.Builder application(TestStack test, String id) {
        return ServerlessApplication.Builder.create(test.stack(), id)
                .applicationName("application")
                .releaseLabel("emr-7.12.0");
    }

    private static Phase phase() {
        return Phase.of("Work", EmrStep.of("Step", "s3://jobs/job.jar"));
    }

    private static final Map<String, List<Object>> ODD_VALUES = Map.of(
            "java.lang.String", List.of("", " ", "{{resolve:ssm:a}}", "a/b", "-", "x".repeat(50_000)),
            "int", List.of(-1, 0, 1_000_000),
            "java.lang.Number", List.of(-1, 0, 1_000_000, 0.5),
            "boolean", List.of(true, false),
            "java.util.List<java.lang.String>", List.of(List.of(), List.of("", "x".repeat(300))),
            "java.util.Map<java.lang.String, java.lang.String>",
                    List.of(Map.of("aws:reserved", ""), Map.of("x".repeat(200), "x".repeat(50_000))),
            "software.amazon.awscdk.Duration", List.of(Duration.seconds(1), Duration.days(400)));

    private static Bucket bucket(TestStack test) {
        return new Bucket(test.stack(), "Bucket");
    }

    static Stream<Class<?>> builders() {
        return BUILDERS.keySet().stream();
    }

    /** Returns a complete builder of a class; a construct has the id {@value #ID}. */
    static Object builder(Class<?> type, TestStack test) {
        return Objects.requireNonNull(BUILDERS.get(type)).apply(test);
    }

    /** Builds the construct with that simple name. */
    static IConstruct build(String construct, TestStack test) throws ReflectiveOperationException {
        Class<?> type = builders()
                .filter(builder -> builder.getEnclosingClass().getSimpleName().equals(construct))
                .findFirst()
                .orElseThrow();
        return (IConstruct) type.getMethod("build").invoke(builder(type, test));
    }

    @Test
    void testCoversAllConstructBuilders() {
        List<String> names = new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("io.github.emrlaunch.core")
                        .that(simpleName("Builder"))
                        .stream()
                        .filter(builder ->
                                builder.getEnclosingClass().orElseThrow().isAssignableTo(Construct.class))
                        .map(JavaClass::getName)
                        .toList();

        assertThat(BUILDERS.keySet()).extracting(Class::getName).containsExactlyInAnyOrderElementsOf(names);
    }

    @ParameterizedTest
    @MethodSource("builders")
    void failedBuildLeavesNoConstruct(Class<?> type) throws ReflectiveOperationException {
        List<String> refused = new ArrayList<>();
        for (Method setter : type.getMethods()) {
            if (setter.getReturnType() == type && setter.getParameterCount() == 1) {
                for (Object value : oddValues(setter)) {
                    String attempt = "%s(%.40s)".formatted(setter.getName(), value);
                    if (isRefused(type, setter, value, attempt)) {
                        refused.add(attempt);
                    }
                }
            }
        }
        // Security groups only have a VPC and a boolean, so no value is refused.
        assertThat(refused).hasSizeGreaterThan(type == EmrSecurityGroups.Builder.class ? -1 : 3);
    }

    /** Public subnets of functions are found when the functions are created. */
    @Test
    void failedBuildRemovesPartialConstruct() {
        TestStack test = TestStack.create();
        Construct scope = new Construct(test.stack(), "Scope");
        FunctionSettings.builder()
                .vpc(
                        test.vpc(),
                        SubnetSelection.builder().subnetType(SubnetType.PUBLIC).build(),
                        test.securityGroup("sg-functions"))
                .build()
                .applyTo(scope);

        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ControlPlane.Builder.create(scope, ID).build())
                    .withMessageStartingWith("Stack/Scope/Built: 'subnets' must be private")
                    .withMessageContaining("<Stack/Vpc/PublicSubnet1/Subnet>");
        }
        assertThat(scope.getNode().tryFindChild(ID)).isNull();
    }

    @Test
    void failedPipelineBuildRemovesPartialCleanUp() {
        TestStack test = TestStack.create();
        FunctionSettings.builder()
                .vpc(
                        test.vpc(),
                        SubnetSelection.builder().subnetType(SubnetType.PUBLIC).build(),
                        test.securityGroup("sg-functions"))
                .build()
                .applyTo(test.stack());
        PersistentClusterPipeline.Builder pipeline = PersistentClusterPipeline.Builder.create(test.stack(), ID)
                .pipelineName("pipeline")
                .anyClusterNamed("shared")
                .notifications(Notifications.ofFailure(new Topic(test.stack(), "Topic")))
                .phases(phase());

        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatIllegalArgumentException()
                    .isThrownBy(pipeline::build)
                    .withMessageStartingWith("Stack/Built: 'subnets' must be private");
        }
        assertThat(test.stack().getNode().tryFindChild(ID)).isNull();
    }

    private static List<Object> oddValues(Method setter) {
        return ODD_VALUES.getOrDefault(
                setter.getGenericParameterTypes()[0].getTypeName(),
                setter.getParameterTypes()[0] == List.class ? List.of(List.of()) : List.of());
    }

    private static boolean isRefused(Class<?> type, Method setter, Object value, String attempt)
            throws ReflectiveOperationException {
        TestStack test = TestStack.create();
        Object builder = setter.invoke(builder(type, test), value);
        List<String> before = children(test);
        try {
            type.getMethod("build").invoke(builder);
            return false;
        } catch (InvocationTargetException e) {
            assertThat(e.getCause())
                    .as(attempt)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("Stack/Built: ");
            assertThat(children(test)).as(attempt).isEqualTo(before);
            return true;
        }
    }

    /** Returns the children, without those that all constructs of a stack share. */
    private static List<String> children(TestStack test) {
        return test.stack().getNode().getChildren().stream()
                .map(child -> child.getNode().getId())
                .filter(child -> !child.startsWith("Custom::") && !child.startsWith("EmrLaunch"))
                .toList();
    }
}
