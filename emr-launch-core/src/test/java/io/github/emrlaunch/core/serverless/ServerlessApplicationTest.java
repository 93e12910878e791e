package io.github.emrlaunch.core.serverless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.cluster.EmrConfiguration;
import io.github.emrlaunch.definitions.Json;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Tags;
import software.amazon.awscdk.services.ec2.InstanceArchitecture;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.s3.Bucket;

class ServerlessApplicationTest {
    private final TestStack test = TestStack.create();

    private ServerlessApplication.Builder application() {
        return ServerlessApplication.Builder.create(test.stack(), "Application")
                .applicationName("batch")
                .releaseLabel("emr-7.12.0");
    }

    private ObjectNode properties() {
        return (ObjectNode) TestStack.readable(
                test.properties("AWS::EMRServerless::Application").get(0));
    }

    @Test
    void defaultsToSparkWithAutoStartAndAutoStop() {
        application().build();

        ObjectNode properties = properties();
        properties.remove("Tags");
        assertThat(properties).isEqualTo(Json.parse("""
                {"Architecture": "X86_64",
                 "AutoStartConfiguration": {"Enabled": true},
                 "AutoStopConfiguration": {"Enabled": true, "IdleTimeoutMinutes": 15},
                 "InteractiveConfiguration": {"LivyEndpointEnabled": false, "StudioEnabled": false},
                 "MonitoringConfiguration": {"ManagedPersistenceMonitoringConfiguration": {"Enabled": true}},
                 "Name": "batch", "ReleaseLabel": "emr-7.12.0", "Type": "SPARK"}"""));
    }

    @Test
    void passesSettingsOfHiveApplication() {
        Bucket logs = Bucket.Builder.create(test.stack(), "Logs")
                .encryptionKey(new Key(test.stack(), "Key"))
                .build();
        application()
                .type(ApplicationType.of("hive"))
                .architecture(InstanceArchitecture.ARM_64)
                .initialCapacity(
                        InitialCapacity.of(WorkerType.HIVE_DRIVER, 1, Worker.of(2, 4)),
                        InitialCapacity.of(
                                WorkerType.TEZ_TASK, 4, Worker.of(8, 60).withShuffleOptimizedDisk(500)))
                .maximumCapacity(MaximumCapacity.of(100, 800).withDisk(4_000))
                .autoStart(false)
                .withoutAutoStop()
                .vpc(test.importedVpc())
                .imageUri("123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/hive:7.12.0")
                .configurations(EmrConfiguration.of("hive-site", Map.of("hive.exec.parallel", "true")))
                .monitoring(ServerlessMonitoring.inBucket(logs, "serverless")
                        .withCloudWatch(CloudWatchLogging.in(
                                LogGroup.Builder.create(test.stack(), "Group").build()))
                        .withoutManagedLogs())
                .studio(true)
                .livyEndpoint(true)
                .maxConcurrentRuns(5)
                .queueTimeout(Duration.hours(1))
                .build();

        ObjectNode properties = properties();
        properties.remove("Tags");
        assertThat(properties.at("/NetworkConfiguration/SecurityGroupIds/0").asText())
                .isEqualTo("<ApplicationSecurityGroup.GroupId>");
        properties.remove("NetworkConfiguration");
        String keyArn = properties
                .at("/MonitoringConfiguration/S3MonitoringConfiguration")
                .path("EncryptionKeyArn")
                .asText();
        assertThat(keyArn).startsWith("<Key").endsWith(".Arn>");
        assertThat(properties
                        .at("/MonitoringConfiguration/S3MonitoringConfiguration/LogUri")
                        .asText())
                .isEqualTo("s3://<Logs>/serverless/");
        assertThat(properties
                        .at("/MonitoringConfiguration/CloudWatchLoggingConfiguration/LogGroupName")
                        .asText())
                .startsWith("<Group");
        assertThat(properties
                        .at("/MonitoringConfiguration/ManagedPersistenceMonitoringConfiguration/Enabled")
                        .asBoolean(true))
                .isFalse();
        properties.remove("MonitoringConfiguration");
        assertThat(properties).isEqualTo(Json.parse("""
                {"Architecture": "ARM64",
                 "AutoStartConfiguration": {"Enabled": false},
                 "AutoStopConfiguration": {"Enabled": false},
                 "ImageConfiguration": {"ImageUri": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/hive:7.12.0"},
                 "InitialCapacity": [
                   {"Key": "HiveDriver", "Value": {"WorkerCount": 1,
                    "WorkerConfiguration": {"Cpu": "2 vCPU", "Disk": "20 GB", "Memory": "4 GB"}}},
                   {"Key": "TezTask", "Value": {"WorkerCount": 4, "WorkerConfiguration":
                    {"Cpu": "8 vCPU", "Disk": "500 GB", "DiskType": "SHUFFLE_OPTIMIZED", "Memory": "60 GB"}}}],
                 "InteractiveConfiguration": {"LivyEndpointEnabled": true, "StudioEnabled": true},
                 "MaximumCapacity": {"Cpu": "100 vCPU", "Disk": "4000 GB", "Memory": "800 GB"},
                 "Name": "batch", "ReleaseLabel": "emr-7.12.0",
                 "RuntimeConfiguration": [
                   {"Classification": "hive-site", "Properties": {"hive.exec.parallel": "true"}}],
                 "SchedulerConfiguration": {"MaxConcurrentRuns": 5, "QueueTimeoutMinutes": 60},
                 "Type": "HIVE"}"""));
    }

    @ParameterizedTest
    @MethodSource("badInput")
    void rejectsInvalidInput(String message, Change change) {
        assertThatThrownBy(() -> change.apply(application(), test).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @FunctionalInterface
    interface Change {
        ServerlessApplication.Builder apply(ServerlessApplication.Builder builder, TestStack test);
    }

    private static Arguments bad(String message, Change change) {
        return Arguments.of(message, change);
    }

    static Stream<Arguments> badInput() {
        return Stream.of(
                bad(
                        "Stack/Application: 'applicationName' must be 1 to 64 letters, digits, and ._/#-, got: a b",
                        (builder, test) -> builder.applicationName("a b")),
                bad(
                        "'releaseLabel' must be a release of EMR Serverless, emr-6.6.0 or later, such as emr-7.12.0 or emr-spark-8.0.0, got: emr-5.36.0",
                        (builder, test) -> builder.releaseLabel("emr-5.36.0")),
                bad("got: spark-3.5", (builder, test) -> builder.releaseLabel("spark-3.5")),
                bad(
                        "'initialCapacity' has workers of type TezTask, which an application of type SPARK doesn't have",
                        (builder, test) ->
                                builder.initialCapacity(InitialCapacity.of(WorkerType.TEZ_TASK, 1, Worker.of(4, 8)))),
                bad(
                        "'initialCapacity' has two entries for workers of type Driver",
                        (builder, test) -> builder.initialCapacity(
                                InitialCapacity.of(WorkerType.DRIVER, 1, Worker.of(4, 8)),
                                InitialCapacity.of(WorkerType.DRIVER, 2, Worker.of(4, 8)))),
                bad(
                        "'initialCapacity' has 44 vCPUs in total, 'maximumCapacity' allows 40: the application could not start",
                        (builder, test) -> builder.initialCapacity(
                                        InitialCapacity.of(WorkerType.DRIVER, 1, Worker.of(4, 8)),
                                        InitialCapacity.of(WorkerType.EXECUTOR, 10, Worker.of(4, 8)))
                                .maximumCapacity(MaximumCapacity.of(40, 800))),
                bad(
                        "'initialCapacity' has 160 GB of memory in total, 'maximumCapacity' allows 100",
                        (builder, test) -> builder.initialCapacity(
                                        InitialCapacity.of(WorkerType.EXECUTOR, 10, Worker.of(4, 16)))
                                .maximumCapacity(MaximumCapacity.of(40, 100))),
                bad(
                        "'initialCapacity' has 200 GB of disk in total, 'maximumCapacity' allows 199",
                        (builder, test) -> builder.initialCapacity(
                                        InitialCapacity.of(WorkerType.EXECUTOR, 10, Worker.of(4, 16)))
                                .maximumCapacity(MaximumCapacity.of(40, 160).withDisk(199))),
                bad(
                        "'autoStopAfter' must be whole minutes, 1 to 10080, got: 30 seconds",
                        (builder, test) -> builder.autoStopAfter(Duration.seconds(30))),
                bad(
                        "'autoStopAfter' must be whole minutes, 1 to 10080, got: 8 days",
                        (builder, test) -> builder.autoStopAfter(Duration.days(8))),
                bad(
                        "'queueTimeout' must be whole minutes, 15 to 720, got: 10 minutes",
                        (builder, test) -> builder.queueTimeout(Duration.minutes(10))),
                bad("'maxConcurrentRuns' must be 1 to 1000, got: 0", (builder, test) -> builder.maxConcurrentRuns(0)),
                bad(
                        "A scheduler ('maxConcurrentRuns' or 'queueTimeout') needs emr-7.0.0 or later, got: emr-6.15.0",
                        (builder, test) -> builder.releaseLabel("emr-6.15.0").maxConcurrentRuns(5)),
                bad(
                        "'livyEndpoint' needs emr-6.14.0 or later, got: emr-6.13.0",
                        (builder, test) -> builder.releaseLabel("emr-6.13.0").livyEndpoint(true)),
                bad(
                        "'studio' needs emr-6.14.0 or later, got: emr-6.13.0",
                        (builder, test) -> builder.releaseLabel("emr-6.13.0").studio(true)),
                bad("'sessions' needs emr-7.13.0 or later, got: emr-7.12.0", (builder, test) -> builder.sessions(true)),
                bad(
                        "'remoteWriteUrl' needs emr-7.1.0 or later, got: emr-7.0.0",
                        (builder, test) -> builder.releaseLabel("emr-7.0.0")
                                .monitoring(
                                        ServerlessMonitoring.managed()
                                                .withPrometheus(
                                                        "https://aps-workspaces.eu-west-1.amazonaws.com/workspaces/ws-1/api/v1/remote_write"))),
                bad(
                        "A shuffle-optimized disk needs emr-7.1.0 or later, got: emr-7.0.0",
                        (builder, test) -> builder.releaseLabel("emr-7.0.0")
                                .initialCapacity(InitialCapacity.of(
                                        WorkerType.DRIVER, 1, Worker.of(4, 8).withShuffleOptimizedDisk(100)))),
                bad(
                        "'releaseLabel' emr-spark-8.0.0 has Spark only, 'type' is HIVE",
                        (builder, test) ->
                                builder.releaseLabel("emr-spark-8.0.0").type(ApplicationType.HIVE)),
                bad(
                        "'workerImages' must have an image for each of [DRIVER, EXECUTOR], which are the workers of SPARK, got: [DRIVER]",
                        (builder, test) -> builder.workerImages(Map.of(
                                WorkerType.DRIVER, "123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/spark:7"))),
                bad(
                        "'imageUri' is for all workers, 'workerImages' for each type: set only one of them",
                        (builder, test) -> builder.imageUri("123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/spark:7")
                                .workerImages(Map.of(
                                        WorkerType.DRIVER,
                                        "123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/spark:7"))),
                bad(
                        "'imageUri' must name an image in a private Amazon ECR registry by tag or digest",
                        (builder, test) -> builder.imageUri("public.ecr.aws/emr-serverless/spark:7.12.0")),
                bad(
                        "'securityGroups' requires their 'vpc', which is missing",
                        (builder, test) -> builder.securityGroups(test.securityGroup("sg-1"))),
                bad("'vpcSubnets' must be private", (builder, test) -> builder.vpc(test.importedVpc())
                        .vpcSubnets(SubnetSelection.builder()
                                .subnetType(SubnetType.PUBLIC)
                                .build())),
                bad(
                        "'configurations' has the classification spark-defaults twice: make it one",
                        (builder, test) -> builder.configurations(
                                EmrConfiguration.of("spark-defaults", Map.of()),
                                EmrConfiguration.of("spark-defaults", Map.of()))),
                bad(
                        "set javax.jdo.option.ConnectionPassword to EMR.secret@ and the secret's name",
                        (builder, test) -> builder.configurations(EmrConfiguration.of(
                                "hive-site",
                                Map.of(
                                        "EMR.secret@javax.jdo.option.ConnectionPassword",
                                        "arn:aws:secretsmanager:x")))));
    }

    @Test
    void passesWorkerImagesSessionsAndMonitoring() {
        application()
                .releaseLabel("emr-spark-8.0.0")
                .workerImages(Map.of(
                        WorkerType.DRIVER, "123456789012.dkr.ecr.eu-west-1.amazonaws.com/driver:8",
                        WorkerType.EXECUTOR, "123456789012.dkr.ecr.eu-west-1.amazonaws.com/executor:8"))
                .sessions(true)
                .identityCenterInstanceArn("arn:aws:sso:::instance/ssoins-1234567890abcdef")
                .monitoring(ServerlessMonitoring.inCloudWatch(
                                CloudWatchLogging.in(LogGroup.fromLogGroupName(test.stack(), "Group", "/jobs"))
                                        .withStreamPrefix("nightly")
                                        .withTypes(Map.of("SPARK_DRIVER", List.of("STDOUT"))))
                        .withPrometheus(
                                "https://aps-workspaces.eu-west-1.amazonaws.com/workspaces/ws-1/api/v1/remote_write"))
                .tags(Map.of("team", "etl"))
                .build();

        ObjectNode properties = properties();
        assertThat(properties.path("WorkerTypeSpecifications")).isEqualTo(Json.parse("""
                {"Driver": {"ImageConfiguration": {"ImageUri": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/driver:8"}},
                 "Executor": {"ImageConfiguration": {"ImageUri": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/executor:8"}}}"""));
        assertThat(properties.at("/InteractiveConfiguration/SessionEnabled").asBoolean())
                .isTrue();
        assertThat(properties
                        .at("/IdentityCenterConfiguration/IdentityCenterInstanceArn")
                        .asText())
                .isEqualTo("arn:aws:sso:::instance/ssoins-1234567890abcdef");
        assertThat(properties.path("MonitoringConfiguration")).isEqualTo(Json.parse("""
                {"CloudWatchLoggingConfiguration": {"Enabled": true, "LogGroupName": "/jobs", "LogStreamNamePrefix": "nightly",
                   "LogTypeMap": [{"Key": "SPARK_DRIVER", "Value": ["STDOUT"]}]},
                 "ManagedPersistenceMonitoringConfiguration": {"Enabled": true},
                 "PrometheusMonitoringConfiguration": {
                   "RemoteWriteUrl": "https://aps-workspaces.eu-west-1.amazonaws.com/workspaces/ws-1/api/v1/remote_write"}}"""));
        assertThat(properties.path("Tags").toString()).contains("{\"Key\":\"team\",\"Value\":\"etl\"}");
    }

    @Test
    void rejectsUnknownType() {
        assertThatThrownBy(() -> ApplicationType.of("FLINK"))
                .hasMessage("The type of an application must be one of [SPARK, HIVE], got: FLINK");
    }

    @Test
    void rejectsInvalidWorkersAndCapacities() {
        assertRefused(() -> Worker.of(3, 8), "A worker has one of [1, 2, 4, 8, 16] vCPUs, got: 3");
        assertRefused(() -> Worker.of(1, 9), "A worker with 1 vCPUs has 2 to 8 GB of memory, in steps of 1, got: 9");
        assertRefused(
                () -> Worker.of(8, 18), "A worker with 8 vCPUs has 16 to 60 GB of memory, in steps of 4, got: 18");
        assertRefused(
                () -> Worker.of(16, 24), "A worker with 16 vCPUs has 32 to 120 GB of memory, in steps of 8, got: 24");
        assertRefused(() -> Worker.of(4, 8).withDisk(201), "A worker's standard disk has 20 to 200 GB, got: 201");
        assertRefused(
                () -> Worker.of(4, 8).withShuffleOptimizedDisk(2_001),
                "A worker's shuffle-optimized disk has 20 to 2000 GB, got: 2001");
        assertRefused(
                () -> InitialCapacity.of(WorkerType.DRIVER, 0, Worker.of(4, 8)),
                "The initial capacity has 1 to 1,000,000 workers of type Driver, got: 0");
        assertRefused(() -> MaximumCapacity.of(0, 8), "The maximum capacity must be at least 1 vCPUs, got: 0");
    }

    private static void assertRefused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    @Test
    void requiresNameAndRelease() {
        assertThatThrownBy(() ->
                        ServerlessApplication.Builder.create(test.stack(), "A").build())
                .hasMessage("Stack/A: 'applicationName' is required");
        assertThatThrownBy(() -> ServerlessApplication.Builder.create(test.stack(), "A")
                        .applicationName("a")
                        .build())
                .hasMessage("Stack/A: 'releaseLabel' is required");
    }

    /** The custom resources that stop the application before its update and before its deletion. */
    private List<ObjectNode> stops() {
        return test.properties("Custom::EmrLaunchStopApplication");
    }

    private JsonNode resource(String type, int index) {
        return test.resources().properties().stream()
                .map(Map.Entry::getValue)
                .filter(resource -> resource.path("Type").asText().equals(type))
                .toList()
                .get(index);
    }

    private static List<String> dependencies(JsonNode resource) {
        return StreamSupport.stream(resource.path("DependsOn").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    @Test
    void isStoppedBeforeUpdateAndDeletion() {
        application().build();

        assertThat(stops()).extracting(stop -> stop.path("StopBefore").asText()).containsExactly("Update", "Delete");
        assertThat(dependencies(resource("AWS::EMRServerless::Application", 0)))
                .anySatisfy(id -> assertThat(id).startsWith("ApplicationBeforeUpdate"));
        assertThat(dependencies(resource("Custom::EmrLaunchStopApplication", 1)))
                .anySatisfy(id -> assertThat(id).matches("Application[0-9A-F]{8}"))
                .anySatisfy(id -> assertThat(id).startsWith("ApplicationStopPolicy"))
                .anySatisfy(id -> assertThat(id).startsWith("ApplicationApplicationId"));
        String parameter = TestStack.text(stops().get(0).path("Parameter"));
        assertThat(parameter).startsWith("/emr_launch/serverless_applications/<AWS::StackName>/");
        assertThat(TestStack.text(test.properties("AWS::SSM::Parameter").get(0).path("Name")))
                .isEqualTo(parameter);
    }

    @Test
    void stopPermissionCoversOnlyThisApplication() {
        application().build();

        JsonNode statements =
                TestStack.readable(test.properties("AWS::IAM::Policy").get(0).at("/PolicyDocument/Statement"));
        assertThat(statements).hasSize(1);
        assertThat(statements.at("/0/Action")).isEqualTo(Json.parse("""
                ["emr-serverless:GetApplication", "emr-serverless:StopApplication"]"""));
        assertThat(statements.at("/0/Resource").asText())
                .matches("arn:<AWS::Partition>:emr-serverless:<AWS::Region>:<AWS::AccountId>:/applications/"
                        + "<Application\\.ApplicationId>");
        assertThat(TestStack.readable(test.properties("AWS::IAM::Role").get(0)).toString())
                .contains("\"ssm:GetParameter\"")
                .doesNotContain("emr-serverless:");
    }

    @Test
    void stopResourceContainsAllSettings() {
        Bucket logs = Bucket.Builder.create(test.stack(), "Bucket").build();
        application()
                .monitoring(ServerlessMonitoring.inBucket(logs, ""))
                .maximumCapacity(MaximumCapacity.of(16, 64))
                .initialCapacity(InitialCapacity.of(WorkerType.DRIVER, 2, Worker.of(4, 8)))
                .build();
        Tags.of(test.stack()).add("team", "etl");

        JsonNode configuration = TestStack.readable(stops().get(0).path("Configuration"));
        assertThat(configuration.findValuesAsText("releaseLabel")).containsExactly("emr-7.12.0");
        assertThat(configuration.findValuesAsText("logUri").get(0)).startsWith("s3://<Bucket");
        assertThat(configuration.findValuesAsText("workerCount")).containsExactly("2");
        assertThat(configuration.path("tags").toString()).contains("\"team\"");
        // As many members as the application has, so that each change is detected.
        assertThat(configuration).hasSameSizeAs(properties());
    }

    @Test
    void hasNoStopResourcesWithoutStopBeforeChanges() {
        application().stopBeforeChanges(false).build();

        assertThat(test.resources().properties())
                .extracting(resource -> resource.getValue().path("Type").asText())
                .containsExactly("AWS::EMRServerless::Application");
    }
}
