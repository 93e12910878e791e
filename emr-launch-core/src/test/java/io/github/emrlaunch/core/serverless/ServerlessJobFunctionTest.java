package io.github.emrlaunch.core.serverless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.GoldenFile;
import io.github.emrlaunch.core.TestPip;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.cluster.EmrConfiguration;
import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.code.PythonEnvironment;
import io.github.emrlaunch.core.notification.Notifications;
import io.github.emrlaunch.core.store.StoredDefinitions;
import io.github.emrlaunch.definitions.DefinitionDirectory;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.OverrideRule;
import io.github.emrlaunch.definitions.ServerlessJobFunctionNotFoundException;
import io.github.emrlaunch.definitions.StoredDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.ec2.InstanceArchitecture;
import software.amazon.awscdk.services.iam.Effect;
import software.amazon.awscdk.services.iam.PolicyDocument;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.stepfunctions.JsonPath;

class ServerlessJobFunctionTest {
    private final TestStack test = TestStack.create();
    private final IServerlessApplication application =
            ServerlessApplication.fromApplicationId(test.stack(), "Application", "00f1", ApplicationType.SPARK);
    private final ServerlessJobRole jobRole =
            ServerlessJobRole.Builder.create(test.stack(), "JobRole").build();

    private ServerlessJobFunction.Builder function() {
        return ServerlessJobFunction.Builder.create(test.stack(), "Aggregate")
                .jobFunctionName("aggregate")
                .namespace("analytics")
                .application(application)
                .jobRole(jobRole)
                .job(SparkJob.at("s3://code/job.py"));
    }

    private static SparkJob job() {
        return SparkJob.at("s3://code/tracker.jar")
                .withMainClass("TrackerCli")
                .withArguments("agg", "it's {here}")
                .withArgument(OverrideRule.of("Input")
                        .withDefault("s3://data/in/a.csv")
                        .withPrefix("s3://data/in/"))
                .withArgument(
                        OverrideRule.of("Days").withDefault(7).withMinimum(1).withMaximum(31))
                .withSetting(
                        "spark.executor.memory",
                        OverrideRule.of("Memory").withDefault("4g").withAllowedValues("4g", "8g"))
                .withSetting(
                        "spark.executor.instances",
                        OverrideRule.of("Executors")
                                .withDefault(2)
                                .withMinimum(1)
                                .withMaximum(10))
                .withSetting("spark.sql.shuffle.partitions", "40");
    }

    private JsonNode machine() {
        JsonNode properties =
                test.properties("AWS::StepFunctions::StateMachine").get(0);
        return Json.parse(TestStack.text(properties.path("DefinitionString")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "00f?", "00F1", "00f1/jobruns", "${aws:username}", ""})
    void rejectsApplicationIdsWithOtherCharacters(String applicationId) {
        assertThatThrownBy(() -> ServerlessApplication.fromApplicationId(
                        test.stack(), "Other", applicationId, ApplicationType.SPARK))
                .hasMessageEndingWith(
                        "'applicationId' must have 1 to 64 digits and lower-case letters, such as 00f1r2t3abcd, got: '%s'"
                                .formatted(applicationId));
    }

    @Test
    void plainJobMatchesExpectedStateMachine() {
        function().build();

        GoldenFile.of("state-machines/serverless-plain.asl.json").assertEqual(machine());
    }

    @Test
    void overridesAndNotificationsMatchExpectedStateMachine() {
        function()
                .job(job())
                .runSettings(JobRunSettings.batch()
                        .withTimeout(Duration.hours(2))
                        .withConfigurations(EmrConfiguration.of("spark-log4j2", Map.of("rootLogger.level", "warn"))))
                .notifications(Notifications.to(
                        Topic.Builder.create(test.stack(), "Succeeded").build(),
                        Topic.Builder.create(test.stack(), "Failed").build()))
                .build();

        GoldenFile.of("state-machines/serverless-overrides.asl.json").assertEqual(machine());
    }

    @Test
    void runsHiveQuery() {
        function()
                .application(
                        ServerlessApplication.fromApplicationId(test.stack(), "Hive", "00f2", ApplicationType.HIVE))
                .job(HiveJob.at("s3://code/report.sql").withSetting("hive.exec.scratchdir", "s3://data/scratch"))
                .build();

        JsonNode parameters = machine().at("/States/Run Job/Arguments");
        assertThat(parameters.at("/JobDriver/Hive/Query").asText()).isEqualTo("s3://code/report.sql");
        assertThat(parameters.at("/JobDriver/Hive/Parameters").asText())
                .isEqualTo("--hiveconf hive.exec.scratchdir=s3://data/scratch");
    }

    @Test
    void roleMayOnlyRunJobPassJobRoleAndWriteLogs() {
        function().build();

        JsonNode statements = test.resources().properties().stream()
                .filter(resource -> resource.getKey().startsWith("AggregateRole")
                        && resource.getValue().path("Type").asText().equals("AWS::IAM::Role"))
                .map(resource -> resource.getValue().at("/Properties/Policies/0/PolicyDocument/Statement"))
                .findFirst()
                .orElseThrow();
        String application = "arn:<AWS::Partition>:emr-serverless:<AWS::Region>:<AWS::AccountId>:/applications/00f1";
        JsonNode readable = TestStack.readable(statements);
        assertThat(readable).hasSize(5);
        assertThat(readable.at("/0/Action/0").asText()).isEqualTo("emr-serverless:StartJobRun");
        assertThat(readable.at("/0/Resource/0").asText()).isEqualTo(application);
        assertThat(readable.at("/1/Resource/0").asText()).isEqualTo(application + "/jobruns/*");
        assertThat(readable.path(2).path("Action").asText()).isEqualTo("iam:PassRole");
        assertThat(readable.path(2).path("Resource").asText())
                .startsWith("<JobRole")
                .endsWith(".Arn>");
        assertThat(readable.at("/2/Condition/StringLike/iam:PassedToService").asText())
                .isEqualTo("emr-serverless.amazonaws.com");
        assertThat(readable.at("/3/Resource/0").asText())
                .endsWith(":rule/StepFunctionsGetEventsForEMRServerlessJobRule");
        assertThat(readable.at("/4/Action"))
                .allSatisfy(action -> assertThat(action.asText()).startsWith("logs:"));
    }

    /** The settings are those of AWS's page on Python libraries. The job's role may read the archive. */
    @Test
    void addsPythonEnvironmentToDriverAndExecutors(@TempDir Path folder) throws IOException, InterruptedException {
        TestPip.assumeItIsThere();
        Path file = Files.writeString(folder.resolve("requirements.txt"), "# nothing yet\n");
        PythonEnvironment environment = PythonEnvironment.fromRequirements(
                        file.toString(),
                        "emr-7.12.0",
                        Bucket.fromBucketName(test.stack(), "Packages", "packages"),
                        "python")
                .withPythonVersion("3.11")
                .withPipOptions("--no-index")
                .withCache(folder.resolve("cache").toString());
        SparkJob job = SparkJob.at("s3://code/job.py").withEnvironment(environment);

        function().job(job.withSetting("spark.executor.memory", "4g")).build();

        assertThat(machine()
                        .at("/States/Run Job/Arguments/JobDriver/SparkSubmit/SparkSubmitParameters")
                        .asText())
                .isEqualTo("--conf spark.archives=" + environment.archive()
                        + " --conf spark.emr-serverless.driverEnv.PYSPARK_DRIVER_PYTHON=/usr/bin/python3.11"
                        + " --conf spark.emr-serverless.driverEnv.PYSPARK_PYTHON=/usr/bin/python3.11"
                        + " --conf spark.emr-serverless.driverEnv.PYTHONPATH=./environment"
                        + " --conf spark.executor.memory=4g"
                        + " --conf spark.executorEnv.PYSPARK_PYTHON=/usr/bin/python3.11"
                        + " --conf spark.executorEnv.PYTHONPATH=./environment");
        assertThat(test.statements("JobRole"))
                .anyMatch(statement -> statement.contains("s3:GetObject") && statement.contains("packages/python/"));
        SparkJob twice = job.withSetting("spark.archives", "s3://code/venv.tar.gz#environment");
        assertThatThrownBy(() -> function().job(twice).build())
                .hasMessageContaining("Setting 'spark.archives' of a job with an environment must not be set");
        assertRefused(
                () -> function()
                        .job(job.withSetting("spark.pyspark.python", "python3.12"))
                        .build(),
                "Setting 'spark.pyspark.python' of a job with an environment must not be set: withPythonVersion");
        assertRefused(
                () -> function()
                        .job(job)
                        .runSettings(JobRunSettings.batch()
                                .withConfigurations(EmrConfiguration.of(
                                        "spark-defaults", Map.of("spark.archives", "s3://a/b.zip"))))
                        .build(),
                "'configurations' and the settings of 'job' both have spark.archives of spark-defaults: leave one out");
        assertRefused(
                () -> function().application(application("emr-6.15.0")).job(job).build(),
                "Python 3.11 on x86_64 of emr-7.12.0, but it runs on emr-6.15.0, which has another");
        assertRefused(
                () -> function()
                        .application(ServerlessApplication.Builder.create(test.stack(), "Arm")
                                .applicationName("arm")
                                .releaseLabel("emr-7.12.0")
                                .architecture(InstanceArchitecture.ARM_64)
                                .build())
                        .job(job)
                        .build(),
                "is for X86_64, but it runs on ARM_64: set withArchitecture of the environment");
        assertRefused(
                () -> function()
                        .application(ServerlessApplication.Builder.create(test.stack(), "Configured")
                                .applicationName("configured")
                                .releaseLabel("emr-7.12.0")
                                .configurations(EmrConfiguration.of(
                                        "spark-defaults", Map.of("spark.executorEnv.PYTHONPATH", "/opt")))
                                .build())
                        .job(job)
                        .build(),
                "'configurations' of the application and the environment of 'job' both set spark.executorEnv.PYTHONPATH");
    }

    @Test
    void uploadsCodeAndGrantsReadToJobRole() {
        EmrCode code = EmrCode.fromPath(
                "src/test/resources/code", Bucket.fromBucketName(test.stack(), "Code", "code"), "spark");
        function().job(SparkJob.of(code, "jars/a.jar")).build();

        assertThat(test.properties("Custom::CDKBucketDeployment")).hasSize(1);
        assertThat(machine()
                        .at("/States/Run Job/Arguments/JobDriver/SparkSubmit/EntryPoint")
                        .asText())
                .isEqualTo("s3://code/spark/jars/a.jar");
        assertThat(test.statements("JobRole"))
                .containsExactly(
                        "s3:GetBucketLocation on arn:<AWS::Partition>:s3:::code",
                        "s3:ListBucket on arn:<AWS::Partition>:s3:::code",
                        "s3:GetObject on arn:<AWS::Partition>:s3:::code/spark/*");
    }

    @Test
    void storedJobFunctionCanBeLoaded(@TempDir Path folder) {
        function().job(job()).build();
        String stored = test.parameter("/emr_launch/serverless_job_functions/analytics/aggregate")
                .toString();
        DefinitionName name = DefinitionName.parse("analytics/aggregate");
        new DefinitionDirectory(folder)
                .put(new StoredDocument<>(
                        DefinitionType.SERVERLESS_JOB_FUNCTION,
                        name,
                        stored.replaceAll(
                                "<Aggregate\\w+>",
                                "arn:aws:states:eu-west-1:123456789012:stateMachine:serverless_analytics_aggregate"),
                        "test"));
        TestStack loading = TestStack.withContext(Map.of("emr-launch:definitions-directory", folder.toString()));
        Role reader = Role.Builder.create(loading.stack(), "Reader")
                .assumedBy(new ServicePrincipal("lambda.amazonaws.com"))
                .build();

        IServerlessJobFunction loaded =
                ServerlessJobFunction.fromStoredJobFunction(loading.stack(), "Loaded", "aggregate", "analytics");
        loaded.grantStart(reader);
        loaded.grantRead(reader);
        StoredDefinitions.grantReadNamespace(reader, DefinitionType.SERVERLESS_JOB_FUNCTION, "analytics");

        assertThat(loaded.getDefinition().allowedOverrides().keySet())
                .containsExactly("Input", "Days", "Executors", "Memory");
        assertThat(loaded.getDefinition().entryPoint()).isEqualTo("s3://code/tracker.jar");
        assertThat(StoredDefinitions.list(loading.stack(), DefinitionType.SERVERLESS_JOB_FUNCTION, "analytics"))
                .containsExactly(name);
        assertThat(loading.statements("Reader"))
                .contains(
                        "states:StartExecution on arn:aws:states:eu-west-1:123456789012:stateMachine:serverless_analytics_aggregate")
                .anySatisfy(statement -> assertThat(statement)
                        .contains("parameter/emr_launch/serverless_job_functions/analytics/aggregate "));
        assertThatThrownBy(() -> ServerlessJobFunction.fromStoredJobFunction(loading.stack(), "None", "none"))
                .isInstanceOf(ServerlessJobFunctionNotFoundException.class)
                .hasMessageStartingWith("Stack/None: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/usr/lib/spark/examples/jars/spark-examples.jar",
                "local:///usr/lib/spark/examples/src/main/python/pi.py",
                "local:///home/hadoop/job.py",
                "/opt/jobs/job.py",
                "/home/hadoop/job.py"
            })
    void acceptsEntryPointInImage(String entryPoint) {
        function().job(SparkJob.at(entryPoint)).build();

        assertThat(machine()
                        .at("/States/Run Job/Arguments/JobDriver/SparkSubmit/EntryPoint")
                        .asText())
                .isEqualTo(entryPoint);
    }

    @Test
    void rejectsEntryPointsOutsideS3AndImage() {
        assertRefused(
                () -> SparkJob.at("/home/me/job.py"),
                "The entry point of a job must be in S3, such as s3://bucket/job.jar, or in the image, such as "
                        + "/usr/lib/spark/examples/jars/spark-examples.jar or local:///home/hadoop/job.py, got: /home/me/job.py. EmrCode uploads a folder");
        assertRefused(() -> SparkJob.at("https://example.com/job.jar"), "must be in S3");
        assertRefused(() -> SparkJob.at("local:///usr/../job.jar"), "must be in S3");
        assertRefused(() -> HiveJob.at("report.sql"), "The query of a job must be in S3");
        assertRefused(
                () -> HiveJob.at("s3://code/report.sql").withInitQuery("init.sql"),
                "'initQuery' of a job must be in S3");
    }

    @Test
    void passesSettingsWithSpacesAsConfiguration() {
        function()
                .job(SparkJob.at("s3://code/job.py")
                        .withSetting("spark.executor.memory", "4g")
                        .withSetting("spark.driver.extraJavaOptions", "-Da=\"x y\" -Db=\\d")
                        .withSetting(
                                "spark.app.title",
                                OverrideRule.of("Title").withDefault("By day").withAllowedValues("By day", "By night"))
                        .withSetting("spark.executor.extra", "4g --conf spark.jars=s3://evil/a.jar"))
                .runSettings(JobRunSettings.batch()
                        .withConfigurations(EmrConfiguration.of("spark-defaults", Map.of("spark.ui.enabled", "false"))))
                .build();

        JsonNode arguments = machine().at("/States/Run Job/Arguments");
        assertThat(arguments.at("/JobDriver/SparkSubmit/SparkSubmitParameters").asText())
                .isEqualTo("--conf spark.executor.memory=4g");
        assertThat(arguments.at("/ConfigurationOverrides/ApplicationConfiguration"))
                .isEqualTo(Json.parse("""
                        [{"Classification": "spark-defaults", "Properties": {
                          "spark.app.title": "{% $lookup($overrides, 'Title') %}",
                          "spark.driver.extraJavaOptions": "-Da=\\"x y\\" -Db=\\\\d",
                          "spark.executor.extra": "4g --conf spark.jars=s3://evil/a.jar",
                          "spark.ui.enabled": "false"}}]"""));
    }

    @Test
    void rejectsInvalidSettingsMainClassAndArguments() {
        SparkJob job = SparkJob.at("s3://code/job.py");
        assertRefused(
                () -> job.withSetting("spark.app.name", " "),
                "Setting 'spark.app.name' must not be blank; with spaces, quotes or backslashes it has at most 1024 characters");
        assertRefused(
                () -> job.withSetting("spark.app.name", "a ".repeat(513)),
                "Setting 'spark.app.name' must not be blank; with spaces, quotes or backslashes it has at most 1024 characters");
        assertRefused(
                () -> job.withSetting(
                        "spark.executor.memory",
                        OverrideRule.of("Memory").withDefault("4g").withPattern(".*g")),
                "Setting 'spark.executor.memory': override 'Memory' allows a string, matching .*g, which could contain another option. Allow a number or some values");
        assertRefused(
                () -> job.withSetting("spark.executor.memory=4g --conf x", "1"),
                "The name of a setting must be a letter, then letters, digits, and ._-");
        assertRefused(
                () -> job.withSetting("executor.memory", "4g"),
                "A setting of Spark begins with spark., spark-submit ignores others, got: executor.memory");
        assertRefused(
                () -> job.withMainClass("A --conf b"), "'mainClass' must be the name of a class, got: A --conf b");
        assertRefused(
                () -> function()
                        .job(job.withSetting("spark.executor.memory", "4g"))
                        .runSettings(JobRunSettings.batch()
                                .withConfigurations(
                                        EmrConfiguration.of("spark-defaults", Map.of("spark.executor.memory", "8g"))))
                        .build(),
                "'configurations' and the settings of 'job' both have spark.executor.memory of spark-defaults: leave one out");
        assertRefused(() -> job.withArguments(" "), "An argument of a job must not be blank, got: ' '");
        assertRefused(
                () -> function()
                        .job(job.withSetting("spark.app.name", "a b"))
                        .runSettings(JobRunSettings.batch()
                                .withConfigurations(
                                        EmrConfiguration.of("spark-defaults", Map.of("spark.app.name", "a"))))
                        .build(),
                "'configurations' and the settings of 'job' both have spark.app.name of spark-defaults: leave one out");
    }

    /** An application with a release, as for a function with the given settings. */
    private ServerlessJobFunction.Builder onRelease(String release, JobRunSettings settings) {
        return function().application(application(release)).runSettings(settings);
    }

    private ServerlessApplication application(String release) {
        return ServerlessApplication.Builder.create(
                        test.stack(),
                        "Application" + test.stack().getNode().getChildren().size())
                .applicationName("batch")
                .releaseLabel(release)
                .stopBeforeChanges(false)
                .build();
    }

    @Test
    void rejectsRunSettingsUnsupportedByReleaseOrType() {
        JobRunSettings long30 = JobRunSettings.batch().withTimeout(Duration.days(30));
        assertRefused(
                () -> onRelease("emr-7.12.0", long30).build(),
                "'timeout' of a batch job is at most 7 days from emr-7.11.0 on, got 43200 minutes on emr-7.12.0");
        assertRefused(() -> onRelease("emr-spark-8.0.0", long30).build(), "'timeout' of a batch job is at most 7 days");
        assertRefused(
                () -> onRelease("emr-7.0.0", JobRunSettings.streaming()).build(),
                "A streaming job needs emr-7.1.0 or later, got: emr-7.0.0");
        assertRefused(
                () -> onRelease("emr-6.15.0", JobRunSettings.batch().withMaxAttempts(2))
                        .build(),
                "'attempts' needs emr-7.1.0 or later, got: emr-6.15.0");
        assertRefused(
                () -> function()
                        .application(ServerlessApplication.fromApplicationId(
                                test.stack(), "Hive", "00f2", ApplicationType.HIVE))
                        .job(HiveJob.at("s3://code/a.sql"))
                        .runSettings(JobRunSettings.streaming())
                        .build(),
                "'settings' are for a streaming job, which only Spark has, 'job' is one of HIVE");

        assertRefused(
                () -> function()
                        .application(ServerlessApplication.fromApplicationId(
                                test.stack(), "Hive2", "00f3", ApplicationType.HIVE))
                        .job(HiveJob.at("s3://code/a.sql"))
                        .runSettings(JobRunSettings.batch().withFlexCapacity())
                        .build(),
                "'settings' are for Flex capacity, which only batch jobs of Spark have, 'job' is one of HIVE");

        onRelease("emr-7.10.0", long30).build();
    }

    @Test
    void streamingJobHasTimeoutOfOneYear() {
        onRelease("emr-spark-8.0-preview", JobRunSettings.streaming().withMaxFailedAttemptsPerHour(3))
                .build();

        JsonNode machine = machine();
        assertThat(machine.path("TimeoutSeconds").asInt()).isEqualTo(365 * 24 * 60 * 60);
        JsonNode arguments = machine.at("/States/Run Job/Arguments");
        assertThat(arguments.path("Mode").asText()).isEqualTo("STREAMING");
        assertThat(arguments.path("ExecutionTimeoutMinutes").asInt(1)).isZero();
        assertThat(arguments.path("RetryPolicy")).isEqualTo(Json.parse("{\"MaxFailedAttemptsPerHour\": 3}"));
    }

    @Test
    void rejectsInvalidRunSettings() {
        JobRunSettings batch = JobRunSettings.batch();
        assertRefused(() -> batch.withMaxAttempts(11), "'attempts' must be 1 to 10, got: 11");
        assertRefused(
                () -> batch.withExecutionPolicy(new PolicyDocument()),
                "'policy' of a job run must have a statement, got an empty policy");
        assertRefused(() -> batch.withMaxFailedAttemptsPerHour(3), "a batch job has 'withMaxAttempts'");
        assertRefused(
                () -> JobRunSettings.streaming().withMaxAttempts(3),
                "a streaming job has 'withMaxFailedAttemptsPerHour'");
        assertRefused(
                () -> JobRunSettings.streaming().withFlexCapacity(),
                "Flex capacity is for batch jobs of Spark, these settings are streaming");
        assertRefused(() -> batch.withName(" "), "'name' of a job run must be 1 to 256 characters, got: ' '");
        assertRefused(
                () -> batch.withTags(Map.of("t&am", "etl")),
                "The key of a tag must be 1 to 128 letters, digits, spaces and /_.:=+@-, got: 't&am'");
        assertRefused(
                () -> batch.withConfigurations(EmrConfiguration.of("a", Map.of()), EmrConfiguration.of("a", Map.of())),
                "'configurations' has the classification a twice: make it one");
        assertRefused(
                () -> ServerlessMonitoring.managed().withPrometheus("https://example.com"),
                "'remoteWriteUrl' must be that of a workspace");
        assertRefused(
                () -> CloudWatchLogging.in(LogGroup.fromLogGroupName(test.stack(), "G", "/g"))
                        .withTypes(Map.of("DRIVER", List.of("STDOUT"))),
                "The key of 'files' must be one of [HIVE_DRIVER, SPARK_DRIVER, SPARK_EXECUTOR, TEZ_TASK], got: DRIVER");
    }

    @Test
    void rolesMayUseKeyOfLogsAndTagJobRuns() {
        IKey key = Key.fromKeyArn(test.stack(), "Key", "arn:aws:kms:eu-west-1:123456789012:key/1");
        function()
                .runSettings(JobRunSettings.batch()
                        .withTags(Map.of("team", "etl"))
                        .withMonitoring(ServerlessMonitoring.managed().withManagedLogs(key)))
                .build();

        String role = test.resources().properties().stream()
                .filter(resource -> resource.getKey().startsWith("AggregateRole"))
                .map(resource -> TestStack.readable(resource.getValue()).toString())
                .findFirst()
                .orElseThrow();
        assertThat(role)
                .contains(
                        "[\"emr-serverless:CancelJobRun\",\"emr-serverless:GetJobRun\",\"emr-serverless:TagResource\"]",
                        "{\"Effect\":\"Allow\",\"Action\":[\"kms:Decrypt\",\"kms:GenerateDataKey\"],\"Resource\":[\"arn:aws:kms:eu-west-1:123456789012:key/1\"]}");
        assertThat(test.statements("JobRole"))
                .contains("kms:Decrypt kms:GenerateDataKey on arn:aws:kms:eu-west-1:123456789012:key/1");
    }

    @Test
    void convertsReferencesToExecutionInput() {
        function()
                .job(SparkJob.at(JsonPath.stringAt("$.job"))
                        .withArguments("--day", JsonPath.stringAt("$.day"), "{% $states.input.n %}", "$.table")
                        .withSetting("spark.executor.memory", JsonPath.stringAt("$.memory")))
                .runSettings(JobRunSettings.batch()
                        .withName("{% 'daily-' & $states.context.Execution.Input.day %}")
                        .withTags(Map.of("day", JsonPath.stringAt("$.day"))))
                .build();

        JsonNode arguments = machine().at("/States/Run Job/Arguments");
        String input = "$states.context.Execution.Input";
        assertThat(arguments.path("Name").asText()).isEqualTo("{% 'daily-' & " + input + ".day %}");
        assertThat(arguments.at("/Tags/day").asText()).isEqualTo("{% " + input + ".day %}");
        JsonNode submit = arguments.at("/JobDriver/SparkSubmit");
        assertThat(submit.path("EntryPoint").asText()).startsWith("{% ($given := (" + input + ".job);");
        assertThat(submit.at("/EntryPointArguments/0").asText()).isEqualTo("--day");
        assertThat(submit.at("/EntryPointArguments/1").asText()).startsWith("{% ($given := (" + input + ".day);");
        assertThat(submit.at("/EntryPointArguments/2").asText()).startsWith("{% ($given := ($states.input.n);");
        assertThat(submit.at("/EntryPointArguments/3").asText()).isEqualTo("$.table");
        assertThat(submit.path("SparkSubmitParameters").asText())
                .startsWith("{% \"--conf spark.executor.memory=\" & ($given := (" + input + ".memory);");
        assertThat(test.parameter("/emr_launch/serverless_job_functions/analytics/aggregate")
                        .toString())
                .contains(input + ".job");
    }

    @Test
    void rejectsUnsupportedReferences() {
        SparkJob job = SparkJob.at("s3://code/job.py");
        assertRefused(
                () -> function()
                        .job(job.withArguments(JsonPath.stringAt("$.orders[?(@.big)]")))
                        .build(),
                "'arguments' must be a path of names and indexes");
        assertRefused(
                () -> function()
                        .job(job.withArguments("s3://data/" + JsonPath.stringAt("$.day")))
                        .build(),
                "'arguments' must be a single reference, or have none");
    }

    @Test
    void rejectsRolesThatApplicationCannotAssume() {
        Role other = Role.Builder.create(test.stack(), "Other")
                .assumedBy(new ServicePrincipal("ec2.amazonaws.com"))
                .build();
        assertRefused(
                () -> function().jobRole(other).build(),
                "Stack/Aggregate: 'jobRole' Stack/Other can't be assumed by the application: its trust policy must allow "
                        + "sts:AssumeRole to emr-serverless.amazonaws.com, as a ServerlessJobRole does");
        other.getAssumeRolePolicy()
                .addStatements(PolicyStatement.Builder.create()
                        .effect(Effect.DENY)
                        .actions(List.of("sts:AssumeRole"))
                        .principals(List.of(new ServicePrincipal("emr-serverless.amazonaws.com")))
                        .build());
        assertRefused(() -> function().jobRole(other).build(), "can't be assumed by the application");
        ServerlessJobRole others = ServerlessJobRole.Builder.create(test.stack(), "Others")
                .applications(
                        ServerlessApplication.fromApplicationId(test.stack(), "Hers", "00f9", ApplicationType.SPARK))
                .build();
        assertRefused(
                () -> function().jobRole(others).build(),
                "'jobRole' Stack/Others is for other applications only: add 'Stack/Application' to its 'applications'");
    }

    @Test
    void acceptsTrustingRoleAndImportedRole() {
        function()
                .jobRole(Role.Builder.create(test.stack(), "Other")
                        .assumedBy(new ServicePrincipal("emr-serverless.amazonaws.com"))
                        .build())
                .build();
        ServerlessJobFunction.Builder.create(test.stack(), "Imported")
                .jobFunctionName("imported")
                .application(application)
                .jobRole(Role.fromRoleArn(test.stack(), "Theirs", "arn:aws:iam::123456789012:role/theirs"))
                .job(SparkJob.at("s3://code/job.py"))
                .build();

        assertThat(test.properties("AWS::StepFunctions::StateMachine")).hasSize(2);
    }

    @Test
    void rejectsWrongJobTypeInvalidOverridesAndTimeout() {
        assertRefused(
                () -> function().job(HiveJob.at("s3://code/a.sql")).build(),
                "Stack/Aggregate: 'job' is a job of HIVE, 'application' runs SPARK");
        assertRefused(
                () -> function()
                        .job(SparkJob.at("s3://code/job.py")
                                .withArgument(OverrideRule.of("N")
                                        .withDefault(1)
                                        .withMinimum(1)
                                        .withMaximum(2))
                                .withSetting(
                                        "spark.executor.instances",
                                        OverrideRule.of("N")
                                                .withDefault(1)
                                                .withMinimum(1)
                                                .withMaximum(9)))
                        .build(),
                "'job' has two overrides named 'N': an integer, 1 to 2, and an integer, 1 to 9. Rename one");
        assertRefused(
                () -> function()
                        .job(SparkJob.at("s3://code/job.py")
                                .withArgument(OverrideRule.of("Input")
                                        .withDefault("s3://other/a")
                                        .withPrefix("s3://data/")))
                        .build(),
                "Override 'Input': the default must be a string, beginning with s3://data/, without .., commas, { } or \\ in it, got: \"s3://other/a\"");
        assertRefused(
                () -> function()
                        .job(SparkJob.at("s3://code/job.py")
                                .withArgument(OverrideRule.of("Input")
                                        .withDefault("s3://data/in/../../b")
                                        .withPrefix("s3://data/")))
                        .build(),
                "without .., commas, { } or \\ in it, got: \"s3://data/in/../../b\"");
        assertRefused(
                () -> function()
                        .job(SparkJob.at("s3://code/job.py")
                                .withArgument(OverrideRule.of("a b").withDefault("x")))
                        .build(),
                "The name of an override must be a letter, then letters, digits and _, at most 40 characters, got: a b");
        assertRefused(
                () -> function()
                        .job(SparkJob.at("s3://code/job.py").withArgument(OverrideRule.of("Days")))
                        .build(),
                "Override 'Days': the default must be a string, a number or a boolean, got: none");
        assertRefused(
                () -> JobRunSettings.batch().withTimeout(Duration.seconds(90)),
                "'timeout' must be whole minutes, 1 to 432000, got: 1 minute 30 seconds");
    }

    private static void assertRefused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }
}
