package io.github.emrlaunch.core.serverless;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.cluster.EmrConfiguration;
import io.github.emrlaunch.core.internal.TaskCall;
import io.github.emrlaunch.definitions.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.iam.ManagedPolicy;
import software.amazon.awscdk.services.iam.PolicyDocument;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.stepfunctions.Chain;
import software.amazon.awscdk.services.stepfunctions.DefinitionBody;
import software.amazon.awscdk.services.stepfunctions.JsonPath;
import software.amazon.awscdk.services.stepfunctions.Pass;
import software.amazon.awscdk.services.stepfunctions.StateMachine;
import software.amazon.awscdk.services.stepfunctions.TaskStateBase;
import software.constructs.Construct;

/** A reference in a string of a job or an application is the value in the state, or an error: it never becomes the text of a path. */
class ServerlessReferencesTest {
    private static final String REFERENCE = JsonPath.stringAt("$.ref");
    private static final String IN_A_TEXT = "-Da=1 -Dtable=" + REFERENCE;

    private final TestStack test = TestStack.create();
    private final IServerlessApplication spark =
            ServerlessApplication.fromApplicationId(test.stack(), "Spark", "00f1", ApplicationType.SPARK);
    private final IServerlessApplication hive =
            ServerlessApplication.fromApplicationId(test.stack(), "Hive", "00f2", ApplicationType.HIVE);
    private final ServerlessJobRole role =
            ServerlessJobRole.Builder.create(test.stack(), "JobRole").build();

    private interface Case extends BiFunction<Construct, String, TaskStateBase> {}

    private Case job(UnaryOperator<SparkJob> change) {
        return (scope, id) -> ServerlessTasks.startJobRun(
                scope, id, TaskApplication.of(spark), role, change.apply(SparkJob.at("s3://code/job.py")));
    }

    private Case query(UnaryOperator<HiveJob> change) {
        return (scope, id) -> ServerlessTasks.startJobRun(
                scope, id, TaskApplication.of(hive), role, change.apply(HiveJob.at("s3://code/q.sql")));
    }

    private Case run(UnaryOperator<JobRunSettings> change) {
        return (scope, id) -> ServerlessTasks.startJobRun(
                scope,
                id,
                TaskApplication.of(spark),
                role,
                SparkJob.at("s3://code/job.py"),
                change.apply(JobRunSettings.batch()),
                TaskCall.DISCARD_RESULT);
    }

    private static Case application(UnaryOperator<ServerlessApplication.Builder> change) {
        return (scope, id) ->
                ServerlessTasks.createApplication(change.apply(ServerlessApplication.Builder.create(scope, id)
                        .applicationName("nightly")
                        .releaseLabel("emr-7.12.0")));
    }

    private static EmrConfiguration configuration(String name, String value) {
        return EmrConfiguration.of("spark-defaults", Map.of(name, value));
    }

    private Map<String, Case> cases() {
        Map<String, Case> cases = new LinkedHashMap<>();
        cases.put(
                "entryPoint", (scope, id) -> job(job -> SparkJob.at(REFERENCE)).apply(scope, id));
        cases.put("arguments", job(job -> job.withArguments(REFERENCE)));
        cases.put("argument in a text", job(job -> job.withArguments(IN_A_TEXT)));
        cases.put("mainClass", job(job -> job.withMainClass(REFERENCE)));
        cases.put("setting", job(job -> job.withSetting("spark.executor.memory", REFERENCE)));
        cases.put("setting in a text", job(job -> job.withSetting("spark.driver.extraJavaOptions", IN_A_TEXT)));
        cases.put("setting in a word", job(job -> job.withSetting("spark.driver.extraJavaOptions", "-D" + REFERENCE)));
        cases.put("query", query(job -> HiveJob.at(REFERENCE)));
        cases.put("initQuery", query(job -> job.withInitQuery(REFERENCE)));
        cases.put("hive setting", query(job -> job.withSetting("hive.exec.parallel", REFERENCE)));
        cases.put("hive setting in a text", query(job -> job.withSetting("hive.exec.post.hooks", IN_A_TEXT)));
        cases.put("name", run(run -> run.withName(REFERENCE)));
        cases.put("tags", run(run -> run.withTags(Map.of("team", REFERENCE))));
        cases.put(
                "executionPolicy",
                run(run -> run.withExecutionPolicy(PolicyDocument.fromJson(Map.of(
                        "Version",
                        "2012-10-17",
                        "Statement",
                        List.of(Map.of("Effect", "Allow", "Action", "s3:*", "Resource", REFERENCE)))))));
        cases.put(
                "executionPolicies",
                run(run -> run.withExecutionPolicies(
                        ManagedPolicy.fromManagedPolicyArn(test.stack(), "Policy", REFERENCE))));
        cases.put(
                "configurations",
                run(run -> run.withConfigurations(configuration("spark.sql.shuffle.partitions", REFERENCE))));
        cases.put("configurations in a text", run(run -> run.withConfigurations(configuration("spark.x", IN_A_TEXT))));
        cases.put(
                "prefix",
                run(run -> run.withMonitoring(ServerlessMonitoring.inBucket(
                        Bucket.fromBucketName(test.stack(), "Logs", "logs"), REFERENCE))));
        cases.put(
                "streamPrefix",
                run(run -> run.withMonitoring(ServerlessMonitoring.inCloudWatch(
                        CloudWatchLogging.in(LogGroup.fromLogGroupName(test.stack(), "Group", "/jobs"))
                                .withStreamPrefix(REFERENCE)))));
        cases.put(
                "remoteWriteUrl",
                run(run -> run.withMonitoring(ServerlessMonitoring.managed().withPrometheus(REFERENCE))));
        cases.put("applicationName", application(of -> of.applicationName(REFERENCE)));
        cases.put("releaseLabel", application(of -> of.releaseLabel(REFERENCE)));
        cases.put("imageUri", application(of -> of.imageUri(REFERENCE)));
        cases.put(
                "workerImages",
                application(
                        of -> of.workerImages(Map.of(WorkerType.DRIVER, REFERENCE, WorkerType.EXECUTOR, REFERENCE))));
        cases.put(
                "application's configurations",
                application(of -> of.configurations(configuration("spark.executor.cores", REFERENCE))));
        cases.put("identityCenterInstanceArn", application(of -> of.identityCenterInstanceArn(REFERENCE)));
        cases.put("securityGroups", application(of -> of.vpc(test.importedVpc())
                .securityGroups(SecurityGroup.fromSecurityGroupId(test.stack(), "Group2", REFERENCE))));
        cases.put("application's tags", application(of -> of.tags(Map.of("team", REFERENCE))));
        cases.put(
                "application's prefix",
                application(of -> of.monitoring(ServerlessMonitoring.inBucket(
                        Bucket.fromBucketName(test.stack(), "Logs2", "logs"), REFERENCE))));
        cases.put(
                "maximumCapacity",
                application(of -> of.maximumCapacity(
                        MaximumCapacity.of(JsonPath.numberAt("$.ref").intValue(), 16))));
        cases.put(
                "maxConcurrentRuns",
                application(
                        of -> of.maxConcurrentRuns(JsonPath.numberAt("$.ref").intValue())));
        return cases;
    }

    @Test
    void referencesAreConvertedOrRejected() {
        Set<String> refused = new TreeSet<>();
        List<String> taken = new ArrayList<>();
        Pass chain = Pass.Builder.create(test.stack(), "Start").build();
        List<TaskStateBase> tasks = new ArrayList<>();
        cases().forEach((name, each) -> {
            try {
                tasks.add(each.apply(test.stack(), name));
                taken.add(name);
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).as(name).isNotBlank();
                refused.add(name);
            }
        });
        Chain all = Chain.start(chain);
        for (TaskStateBase task : tasks) {
            all = all.next(task);
        }
        StateMachine.Builder.create(test.stack(), "Machine")
                .definitionBody(DefinitionBody.fromChainable(all))
                .build();
        JsonNode states = Json.parse(TestStack.text(test.properties("AWS::StepFunctions::StateMachine")
                        .get(0)
                        .path("DefinitionString")))
                .path("States");

        assertThat(taken).hasSizeGreaterThan(12);
        taken.forEach(name -> assertThat(states.path(name).path("Arguments").toString())
                .as(name)
                .doesNotContain("$.ref", "Token[", "TOKEN[")
                .contains("$states.input.ref"));
        assertThat(refused)
                .containsExactly(
                        "application's prefix",
                        "argument in a text",
                        "configurations in a text",
                        "executionPolicy",
                        "hive setting in a text",
                        "mainClass",
                        "maxConcurrentRuns",
                        "maximumCapacity",
                        "prefix",
                        "setting in a text",
                        "setting in a word");
    }

    /** For each setting, the values of an execution cannot name code. {@code ServerlessTasksIT} tests other values. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "spark.jars",
                "spark.jars.packages",
                "spark.jars.repositories",
                "spark.r.command",
                "spark.serializer",
                "spark.kryo.registrator",
                "spark.hadoop.fs.s3.impl",
                "spark.hadoop.javax.jdo.option.ConnectionURL",
                "spark.driver.extraJavaOptions",
                "spark.executorEnv.PYTHONPATH",
                "spark.python.worker.memory",
                "spark.invented.tomorrow"
            })
    void settingWithReferenceAllowsOnlySimpleValues(String setting) {
        JobReferences references = new JobReferences("$states.input");
        String form = "$not($contains($value, /^(true|false|-?[0-9]+";

        assertThat(references.setting(setting, JobText.fixed(REFERENCE)).jsonata())
                .contains(form);
        assertThat(references
                        .request("configurations", JobRunCall.json(List.of(configuration(setting, REFERENCE))))
                        .at("/0/Properties/" + setting)
                        .asText())
                .contains(form);
        assertThat(references
                        .setting("spark.sql.session.timeZone", JobText.fixed(REFERENCE))
                        .jsonata())
                .doesNotContain(form);
    }
}
