package io.github.emrlaunch.core.serverless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.cluster.EmrConfiguration;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.internal.aws.RequestShapes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.iam.ManagedPolicy;
import software.amazon.awscdk.services.iam.PolicyDocument;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketAttributes;
import software.amazon.awscdk.services.stepfunctions.DefinitionBody;
import software.amazon.awscdk.services.stepfunctions.StateMachine;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.emrserverless.model.CreateApplicationRequest;
import software.amazon.awssdk.services.emrserverless.model.StartJobRunRequest;

/**
 * Every member of StartJobRun and CreateApplication, at any depth, can be set or is excluded intentionally. If the SDK or
 * botocore's model in the local emulator has a new one, this test fails until it is covered or excluded.
 */
class ServerlessCoverageTest {
    private static final RequestShapes SHAPES =
            RequestShapes.of("/io/github/emrlaunch/local/internal/serverless/request-shapes.json");
    private static final String KEY = "arn:aws:kms:eu-west-1:123456789012:key/1";
    private static final String PROMETHEUS =
            "https://aps-workspaces.eu-west-1.amazonaws.com/workspaces/ws-1/api/v1/remote_write";
    private static final String NOT_IN_CLOUDFORMATION = "CloudFormation's resource doesn't have it";

    private static final Map<String, String> LEFT_OUT_OF_RUNS = Map.of(
            "configurationOverrides.diskEncryptionConfiguration.encryptionContext",
            "the key's policy says who may use it; the context only tells entries of the trail apart",
            "configurationOverrides.applicationConfiguration.configurations",
            "set by nested configurations, which have the members of the outer ones");

    private static final Map<String, String> LEFT_OUT_OF_APPLICATIONS = Map.of(
            "diskEncryptionConfiguration", NOT_IN_CLOUDFORMATION + "; job runs have it",
            "jobLevelCostAllocationConfiguration", NOT_IN_CLOUDFORMATION,
            "identityCenterConfiguration.userBackgroundSessionsEnabled", NOT_IN_CLOUDFORMATION,
            "imageConfiguration.applicationLevelDigestResolution", NOT_IN_CLOUDFORMATION,
            "workerTypeSpecifications.imageConfiguration.applicationLevelDigestResolution", NOT_IN_CLOUDFORMATION,
            "runtimeConfiguration.configurations",
                    "set by nested configurations, which have the members of the outer ones");

    private final TestStack test = TestStack.create();
    private final IKey key = Key.fromKeyArn(test.stack(), "Key", KEY);

    private ServerlessMonitoring monitoring() {
        return ServerlessMonitoring.inBucket(
                        Bucket.fromBucketAttributes(
                                test.stack(),
                                "Logs",
                                BucketAttributes.builder()
                                        .bucketName("logs")
                                        .encryptionKey(key)
                                        .build()),
                        "jobs")
                .withCloudWatch(CloudWatchLogging.in(LogGroup.fromLogGroupName(test.stack(), "Group", "/jobs"))
                        .withKey(key)
                        .withStreamPrefix("nightly")
                        .withTypes(Map.of("SPARK_DRIVER", List.of("STDOUT", "STDERR"))))
                .withManagedLogs(key)
                .withPrometheus(PROMETHEUS);
    }

    private List<JsonNode> runs() {
        ServerlessJobRole role =
                ServerlessJobRole.fromRoleArn(test.stack(), "Role", "arn:aws:iam::123456789012:role/job");
        JobRunSettings batch = JobRunSettings.batch()
                .withTimeout(Duration.hours(1))
                .withName("nightly")
                .withTags(Map.of("team", "etl"))
                .withMaxAttempts(3)
                .withExecutionPolicy(PolicyDocument.fromJson(Map.of(
                        "Version",
                        "2012-10-17",
                        "Statement",
                        List.of(Map.of("Effect", "Allow", "Action", "s3:*", "Resource", "*")))))
                .withExecutionPolicies(ManagedPolicy.fromManagedPolicyArn(
                        test.stack(), "Policy", "arn:aws:iam::123456789012:policy/narrow"))
                .withConfigurations(EmrConfiguration.of("spark-defaults", Map.of("a", "b"))
                        .withConfigurations(EmrConfiguration.of("nested", Map.of())))
                .withMonitoring(monitoring())
                .withDiskEncryption(key)
                .withFlexCapacity();
        JobReferences references = new JobReferences("$states.input");
        SparkJob spark = SparkJob.at("s3://code/job.py")
                .withArguments("a")
                .withSetting("spark.executor.memory", "4g")
                .withSetting("spark.driver.extraJavaOptions", "-Da=b -Dc=d");
        HiveJob hive = HiveJob.at("s3://code/q.sql")
                .withInitQuery("s3://code/init.sql")
                .withSetting("hive.exec.parallel", "true");
        return List.of(
                run(new JobRunCall(role.getRole(), spark, batch).arguments("a", references)),
                run(new JobRunCall(
                                role.getRole(),
                                spark,
                                JobRunSettings.streaming().withMaxFailedAttemptsPerHour(3))
                        .arguments("a", references)),
                run(new JobRunCall(role.getRole(), hive, JobRunSettings.batch()).arguments("a", references)));
    }

    private static JsonNode run(ObjectNode arguments) {
        return arguments.put("ApplicationId", "00f1").put("ClientToken", "token");
    }

    private List<JsonNode> applications() {
        List<CreateApplicationTask> tasks = List.of(
                ServerlessTasks.createApplication(application("All")
                        .initialCapacity(InitialCapacity.of(
                                WorkerType.DRIVER, 1, Worker.of(2, 4).withShuffleOptimizedDisk(500)))
                        .maximumCapacity(MaximumCapacity.of(8, 16).withDisk(1_000))
                        .vpc(test.importedVpc())
                        .securityGroups(test.securityGroup("sg-1"))
                        .imageUri("123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/spark:7")
                        .configurations(EmrConfiguration.of("spark-defaults", Map.of("a", "b"))
                                .withConfigurations(EmrConfiguration.of("nested", Map.of())))
                        .monitoring(monitoring())
                        .sessions(true)
                        .identityCenterInstanceArn("arn:aws:sso:::instance/ssoins-1234567890abcdef")
                        .maxConcurrentRuns(5)
                        .queueTimeout(Duration.hours(1))
                        .tags(Map.of("team", "etl"))),
                ServerlessTasks.createApplication(application("Images")
                        .workerImages(Map.of(
                                WorkerType.DRIVER, "123456789012.dkr.ecr.eu-west-1.amazonaws.com/driver:7",
                                WorkerType.EXECUTOR, "123456789012.dkr.ecr.eu-west-1.amazonaws.com/executor:7"))));
        List<JsonNode> requests = new ArrayList<>();
        for (CreateApplicationTask task : tasks) {
            StateMachine.Builder.create(test.stack(), "Of" + task.getNode().getId())
                    .definitionBody(DefinitionBody.fromChainable(task))
                    .build();
        }
        test.properties("AWS::StepFunctions::StateMachine").forEach(machine -> Json.parse(
                        TestStack.text(machine.path("DefinitionString")))
                .path("States")
                .forEach(state -> requests.add(((ObjectNode) state.path("Arguments")).put("ClientToken", "token"))));
        return requests;
    }

    private ServerlessApplication.Builder application(String id) {
        return ServerlessApplication.Builder.create(test.stack(), id)
                .applicationName("batch")
                .releaseLabel("emr-7.13.0");
    }

    @Test
    void everyJobRunMemberIsSettableOrExcluded() {
        assertCovers("StartJobRun", runs(), StartJobRunRequest.builder().build(), LEFT_OUT_OF_RUNS);
    }

    @Test
    void everyApplicationMemberIsSettableOrExcluded() {
        assertCovers(
                "CreateApplication",
                applications(),
                CreateApplicationRequest.builder().build(),
                LEFT_OUT_OF_APPLICATIONS);
    }

    private static void assertCovers(
            String operation, List<JsonNode> requests, SdkPojo sdk, Map<String, String> leftOut) {
        Set<String> set = new HashSet<>();
        requests.forEach(request -> {
            ObjectNode camel = (ObjectNode) camel(request, "");
            assertThatCode(() -> SHAPES.read(operation, camel))
                    .as("names, types and constants, to the last member of %s", camel)
                    .doesNotThrowAnyException();
            addPaths(camel, "", set);
        });
        Set<String> members = new HashSet<>(SHAPES.members(operation));
        for (SdkField<?> field : sdk.sdkFields()) {
            members.add(field.locationName());
        }

        assertThat(members).hasSizeGreaterThan(40);
        assertThat(set)
                .doesNotContainAnyElementsOf(leftOut.keySet().stream()
                        .filter(path -> !path.endsWith(".configurations"))
                        .toList());
        assertThat(members).as("what is left out exists").containsAll(leftOut.keySet());
        members.removeAll(set);
        members.removeIf(member ->
                leftOut.keySet().stream().anyMatch(path -> member.equals(path) || member.startsWith(path + ".")));
        assertThat(members)
                .as("members of %s that can neither be set nor are left out on purpose", operation)
                .isEmpty();
    }

    /** The paths of structures and their members in the shapes. Elements of lists and maps have no separate path. */
    private static void addPaths(JsonNode node, String path, Set<String> paths) {
        node.properties().forEach(member -> {
            String name = member.getKey();
            String inner = path.isEmpty() ? name : path + "." + name;
            paths.add(inner);
            JsonNode value = member.getValue();
            if (value.isArray()) {
                value.forEach(element -> addPaths(element, inner, paths));
            } else if (Set.of("initialCapacity", "workerTypeSpecifications").contains(name)) {
                value.forEach(entry -> addPaths(entry, inner, paths));
            } else if (!Set.of("properties", "tags", "logTypes").contains(name)) {
                addPaths(value, inner, paths);
            }
        });
    }

    private static JsonNode camel(JsonNode node, String name) {
        if (node.isArray()) {
            ArrayNode array = Json.object().arrayNode();
            node.forEach(element -> array.add(camel(element, "")));
            return array;
        }
        if (!node.isObject()) {
            return node;
        }
        boolean isMap = Set.of("Properties", "Tags", "LogTypes", "InitialCapacity", "WorkerTypeSpecifications")
                .contains(name);
        ObjectNode object = Json.object();
        node.properties()
                .forEach(member -> object.set(
                        isMap
                                ? member.getKey()
                                : member.getKey().substring(0, 1).toLowerCase(Locale.ROOT)
                                        + member.getKey().substring(1),
                        camel(member.getValue(), member.getKey())));
        return object;
    }
}
