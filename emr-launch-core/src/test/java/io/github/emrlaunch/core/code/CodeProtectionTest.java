package io.github.emrlaunch.core.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.cluster.BootstrapAction;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.EmrConfiguration;
import io.github.emrlaunch.core.pipeline.EmrStep;
import io.github.emrlaunch.core.pipeline.PersistentClusterPipeline;
import io.github.emrlaunch.core.pipeline.Phase;
import io.github.emrlaunch.core.pipeline.SparkSubmit;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.core.profile.InTransitEncryption;
import io.github.emrlaunch.core.profile.LocalDiskEncryption;
import io.github.emrlaunch.core.profile.S3Encryption;
import io.github.emrlaunch.core.serverless.HiveJob;
import io.github.emrlaunch.core.serverless.ServerlessApplication;
import io.github.emrlaunch.core.serverless.ServerlessJob;
import io.github.emrlaunch.core.serverless.ServerlessJobFunction;
import io.github.emrlaunch.core.serverless.ServerlessJobRole;
import io.github.emrlaunch.core.serverless.ServerlessMonitoring;
import io.github.emrlaunch.core.serverless.SparkJob;
import io.github.emrlaunch.definitions.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketProps;
import software.amazon.awscdk.services.s3.IBucket;

/** No role of clusters or jobs may write to locations of code that others run. */
class CodeProtectionTest {
    private static final String REFUSED = "which has code that others run";

    private final TestStack test = TestStack.create();
    private final IBucket bucket = bucket(test.stack(), "Shared");

    private static IBucket bucket(Stack stack, String id) {
        return Bucket.fromBucketName(stack, id, "shared");
    }

    private EmrProfile.Builder profile() {
        return EmrProfile.Builder.create(test.stack(), "Profile")
                .profileName("etl")
                .vpc(test.importedVpc());
    }

    private void bootstrap(String prefix) {
        test.configuration()
                .bootstrapActions(BootstrapAction.of("install", EmrCode.fromBucket(bucket, prefix), "install.sh"))
                .build();
    }

    private void assertRefused(String... words) {
        assertThatThrownBy(test::template).hasMessageContaining(REFUSED).hasMessageContainingAll(words);
    }

    private void assertAllowed() {
        assertThatCode(test::template).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "team, team/code",
        "team/, team/code",
        "team, team",
        "'', team/code",
        "team/code/logs, team/code",
        "team/code, team"
    })
    void rejectsLogsPathThatOverlapsCode(String logsPath, String code) {
        profile().logsBucket(bucket).logsPath(logsPath).build();
        bootstrap(code);

        assertRefused("Stack/Profile/InstanceRole", "s3://shared/" + code + "/*", "default/small");
    }

    @ParameterizedTest
    @CsvSource({"team, teams/code", "team/logs, team/code", "logs, team/logs"})
    void acceptsLogsPathBesideCode(String logsPath, String code) {
        profile().logsBucket(bucket).logsPath(logsPath).build();
        bootstrap(code);

        assertAllowed();
    }

    /** A deployment without a prefix would remove all output of clusters. */
    @ParameterizedTest
    @CsvSource({
        "logs, configuration",
        "logs, uri",
        "logs, step",
        "logs, job",
        "outputs, configuration",
        "outputs, uri",
        "outputs, step",
        "outputs, job"
    })
    void rejectsWritesToBucketWhoseCodeHasNoPrefix(String written, String user) {
        EmrProfile.Builder profile = profile();
        if (written.equals("logs")) {
            profile.logsBucket(bucket).build();
        } else {
            profile.build().authorizeOutputBucket(bucket, "out/*");
        }
        switch (user) {
            case "configuration" ->
                test.configuration()
                        .code(EmrCode.fromPath("src/test/resources/code", bucket))
                        .build();
            case "uri" ->
                test.configuration().code(EmrCode.fromUri("s3://shared")).build();
            case "step" -> step(EmrStep.shellScript("Work", EmrCode.fromBucket(bucket), "run.sh"));
            default -> jobFunction(application("hive"), HiveJob.of(EmrCode.fromBucket(bucket), "query.sql"));
        }

        assertRefused("s3://shared/*");
    }

    @Test
    void acceptsLogsInWholeBucketWithoutCode() {
        profile().logsBucket(bucket(test.stack(), "Logs")).logsPath("").build();
        test.configuration()
                .code(EmrCode.fromBucket(Bucket.fromBucketName(test.stack(), "Other", "other"), "code"))
                .build();

        assertAllowed();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "team/*",
                "team/code/install.sh",
                "team/code/*",
                "team/code*",
                "*/install.sh",
                "*.sh",
                "te?m/*",
                "t*m/c*e/*",
                "team/${aws:userid}/*",
                "${aws:PrincipalTag/team}/*"
            })
    void rejectsOutputPatternThatMatchesCode(String pattern) {
        profile().build().authorizeOutputBucket(bucket, pattern);
        bootstrap("team/code");

        assertRefused("Stack/Profile/InstanceRole may write s3://shared/" + pattern, "default/small");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "out/*",
                "team/output/*",
                "team/cod",
                "team/code",
                "team/Code/*",
                "te?/code/*",
                "team/${*}/*",
                "*.csv?x/y"
            })
    void acceptsOutputPatternThatDoesNotMatchCode(String pattern) {
        profile().build().authorizeOutputBucket(bucket, pattern);
        test.configuration()
                .bootstrapActions(BootstrapAction.of("install", "s3://shared/team/code/install.sh"))
                .build();

        assertAllowed();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://shared/out/install.sh",
                "s3a://shared/out/install.sh",
                "S3N://shared/out/install.sh",
                "s3://shared/code/../out/install.sh",
                "s3://shared//out/./install.sh"
            })
    void protectsBootstrapScriptForAnySpellingOfItsUri(String script) {
        profile().build().authorizeOutputBucket(bucket, "out/*");
        test.configuration()
                .bootstrapActions(BootstrapAction.of("install", script))
                .build();

        assertRefused("default/small");
    }

    @ParameterizedTest
    @CsvSource({
        "spark-defaults, spark.jars",
        "spark-defaults, spark.submit.pyFiles",
        "spark-defaults, spark.yarn.dist.archives",
        "hive-site, hive.aux.jars.path",
        "tez-site, tez.lib.uris"
    })
    void protectsCodeInConfigurationProperties(String classification, String setting) {
        profile().build().authorizeOutputBucket(bucket, "out/*");
        test.configuration()
                .configurations(EmrConfiguration.of(
                        classification, Map.of(setting, "s3://elsewhere/a.jar, s3://shared/out/b.jar")))
                .build();

        assertRefused("s3://shared/out/b.jar");
    }

    @Test
    void doesNotProtectDataInConfigurationProperties() {
        profile().build().authorizeOutputBucket(bucket, "out/*");
        test.configuration()
                .configurations(EmrConfiguration.of(
                        "hive-site", Map.of("hive.metastore.warehouse.dir", "s3://shared/out/warehouse")))
                .build();

        assertAllowed();
    }

    private void step(EmrStep step) {
        PersistentClusterPipeline.Builder.create(test.stack(), "Pipeline")
                .pipelineName("pipeline")
                .clusterId("j-1ABCDEFGHIJKL")
                .phases(Phase.of("Work", step))
                .build();
    }

    @Test
    void protectsCodeOfSteps() {
        profile().build().authorizeOutputBucket(bucket, "jobs/*");
        step(EmrStep.shellScript("Work", EmrCode.fromBucket(bucket, "jobs"), "run.sh"));

        assertRefused("step 'Work'", "Stack/Pipeline");
    }

    private static EmrStep stepThatNames(String kind) {
        String script = "s3://shared/out/x";
        String runner = "command-runner.jar";
        return switch (kind) {
            case "jar" -> EmrStep.of("Work", script);
            case "script" ->
                EmrStep.of("Work", "s3://eu-west-1.elasticmapreduce/libs/script-runner/script-runner.jar", script);
            case "application" -> EmrStep.of("Work", runner, "spark-submit", "--name", "x", script, "in");
            case "py-files" ->
                EmrStep.of("Work", runner, "spark-submit", "--py-files", "a.zip," + script, "s3://x/y.py");
            case "jars" -> EmrStep.of("Work", runner, "spark-submit", "--jars=" + script, "s3://x/y.py");
            case "setting" ->
                EmrStep.of("Work", runner, "spark-submit", "--conf", "spark.jars=" + script, "s3://x/y.py");
            case "hive" -> EmrStep.of("Work", runner, "hive-script", "--run-hive-script", "--args", "-f", script);
            case "hadoop" -> EmrStep.of("Work", runner, "hadoop", "jar", script);
            default ->
                EmrStep.of("Work", runner, "hadoop-streaming", "-files", script + "#mapper.py", "-mapper", "mapper.py");
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"jar", "script", "application", "py-files", "jars", "setting", "hive", "hadoop", "streaming"})
    void protectsJarsAndScriptsThatStepsReference(String kind) {
        profile().build().authorizeOutputBucket(bucket, "out/*");
        step(stepThatNames(kind));

        assertRefused("s3://shared/out/x", "step 'Work'");
    }

    @Test
    void doesNotProtectArgumentsOfSparkApplication() {
        profile().build().authorizeOutputBucket(bucket, "out/*");
        step(EmrStep.of("Work", "command-runner.jar", "spark-submit", "s3://x/y.py", "--files", "s3://shared/out/x"));

        assertAllowed();
    }

    @Test
    void protectsCodeOfSparkSubmit() {
        profile().build().authorizeOutputBucket(bucket, "out/*");
        step(SparkSubmit.python(EmrCode.fromBucket(bucket, "out/app"), "app.py").toStep("Work"));

        assertRefused("step 'Work'");
    }

    @Test
    void rejectsLogsPathInArtifactsPathOfProfile() {
        profile()
                .logsBucket(bucket)
                .logsPath("etl/logs")
                .artifactsBucket(bucket)
                .artifactsPath("etl")
                .build();

        assertRefused("s3://shared/etl/logs/*", "the artifacts");
    }

    @Test
    void acceptsDefaultLogsPathInArtifactsBucket() {
        profile().logsBucket(bucket).artifactsBucket(bucket).build();

        assertAllowed();
    }

    @Test
    void rejectsOutputToWholeArtifactsBucket() {
        profile().artifactsBucket(bucket).build().authorizeOutputBucket(bucket);

        assertRefused("the artifacts");
    }

    @ParameterizedTest
    @ValueSource(strings = {"certificates.zip", "certificates.jar", "s3-keys.jar", "disk-keys.jar"})
    void protectsCertificatesAndJarsOfSecurityConfiguration(String file) {
        String key = "security/" + file;
        EmrProfile.Builder profile = profile();
        switch (file) {
            case "certificates.zip" -> profile.inTransitEncryption(InTransitEncryption.pem(bucket, key));
            case "certificates.jar" ->
                profile.inTransitEncryption(InTransitEncryption.custom("com.example.Certificates", bucket, key));
            case "s3-keys.jar" -> profile.s3Encryption(S3Encryption.cseCustom("com.example.S3Keys", bucket, key));
            default -> profile.localDiskEncryption(LocalDiskEncryption.custom("com.example.DiskKeys", bucket, key));
        }
        profile.build().authorizeOutputBucket(bucket, "security/*");

        assertRefused("s3://shared/" + key + " of the security configuration (Stack/Profile)");
    }

    @Test
    void protectsCodeOfClusterConfigurationInAnotherStack() {
        Stack other = new Stack((App) test.stack().getNode().getRoot(), "Other");
        profile().build().authorizeOutputBucket(bucket, "shared/*");
        ClusterConfiguration.Builder.create(other, "Configuration")
                .configurationName("other")
                .releaseLabel("emr-7.12.0")
                .instanceGroups(io.github.emrlaunch.core.cluster.InstanceGroup.master("m7g.xlarge"))
                .subnets(software.amazon.awscdk.services.ec2.Subnet.fromSubnetId(
                        other, "Subnet", "subnet-0123456789abcdef0"))
                .code(EmrCode.fromBucket(bucket(other, "Imported"), "shared/code"))
                .build();

        assertRefused("Stack/Profile", "default/other", "Other/Configuration");
    }

    @Test
    void treatsBucketImportedByNameAsSameBucket() {
        Bucket named = new Bucket(
                test.stack(),
                "Named",
                BucketProps.builder().bucketName("shared").build());
        profile().logsBucket(named).logsPath("team").build();
        bootstrap("team");

        assertRefused("default/small");
    }

    @Test
    void treatsBucketImportedByReferenceAsSameBucket() {
        Bucket made = new Bucket(test.stack(), "Made");
        IBucket again = Bucket.fromBucketName(test.stack(), "Again", made.getBucketName());
        profile().logsBucket(made).logsPath("team").build();
        test.configuration()
                .bootstrapActions(BootstrapAction.of("one", "s3://%s/team/x.sh".formatted(made.getBucketName())))
                .code(EmrCode.fromBucket(again, "team"))
                .build();

        assertRefused("s3://<Stack/Made>/team/x.sh", "s3://<Stack/Made>/team/*");
    }

    @Test
    void rejectsOutputPatternWithSameTokenAsCode() {
        profile().build().authorizeOutputBucket(bucket, Aws.STACK_NAME + "/*");
        bootstrap(Aws.STACK_NAME + "/code");

        assertRefused("s3://shared/<AWS::StackName>/*");
    }

    @Test
    void acceptsOutputPatternWithOtherTokenThanCode() {
        profile().build().authorizeOutputBucket(bucket, Aws.STACK_NAME + "/*").authorizeOutputBucket(bucket, "out/*");
        bootstrap(Aws.REGION + "/code");

        assertAllowed();
    }

    @Test
    void ignoresLogsPathOfRejectedProfile() {
        EmrProfile.Builder builder = profile().logsBucket(bucket).logsPath("team");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.httpPutResponseHopLimit(100).build());
        builder.httpPutResponseHopLimit(1).logsPath("logs").build();
        bootstrap("team");

        assertAllowed();
    }

    private static void store(Path directory, String type, String json) throws IOException {
        Path folder = directory.resolve(type + "/default");
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("stored.json"), json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"team/", "team", "", "team/code/logs"})
    void rejectsLogsPathOfLoadedProfileThatOverlapsCode(String logsPath, @TempDir Path directory) throws IOException {
        TestStack defining = TestStack.create();
        EmrProfile built = EmrProfile.Builder.create(defining.stack(), "Profile")
                .profileName("stored")
                .vpc(defining.importedVpc())
                .logsBucket(bucket(defining.stack(), "Logs"))
                .logsPath(logsPath)
                .build();
        store(directory, "emr_profiles", built.getDefinition().toJsonText());
        EmrProfile.fromStoredProfile(test.loadingFrom(directory), "Stored", "stored");
        bootstrap("team/code");

        assertRefused("The instance role of EMR profile 'default/stored'", "default/small");
    }

    @Test
    void protectsCodeOfLoadedClusterConfiguration(@TempDir Path directory) throws IOException {
        TestStack defining = TestStack.create();
        ClusterConfiguration built = defining.configuration()
                .configurationName("stored")
                .code(EmrCode.fromBucket(bucket(defining.stack(), "Code"), "team/code"))
                .build();
        store(directory, "cluster_configurations", built.getDefinition().toJsonText());
        ClusterConfiguration.fromStoredConfiguration(test.loadingFrom(directory), "Stored", "stored");
        profile().build().authorizeOutputBucket(bucket, "team/*");

        assertRefused("cluster configuration 'default/stored'");
    }

    private ServerlessApplication application(String logsPrefix) {
        return ServerlessApplication.Builder.create(test.stack(), "Application")
                .applicationName("batch")
                .releaseLabel("emr-7.12.0")
                .type(
                        logsPrefix.equals("hive")
                                ? io.github.emrlaunch.core.serverless.ApplicationType.HIVE
                                : io.github.emrlaunch.core.serverless.ApplicationType.SPARK)
                .monitoring(ServerlessMonitoring.inBucket(bucket, logsPrefix))
                .build();
    }

    private ServerlessJobRole jobFunction(ServerlessApplication application, ServerlessJob job) {
        ServerlessJobRole role =
                ServerlessJobRole.Builder.create(test.stack(), "JobRole").build();
        ServerlessJobFunction.Builder.create(test.stack(), "Job")
                .jobFunctionName("job")
                .application(application)
                .jobRole(role)
                .job(job)
                .build();
        return role;
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "jobs/*", "jobs/app.py", "*.py"})
    void rejectsJobRoleThatMayWriteCodeOfJob(String pattern) {
        jobFunction(application("logs"), SparkJob.of(EmrCode.fromBucket(bucket, "jobs"), "app.py"))
                .grantReadWrite(bucket, pattern);

        assertRefused("The role Stack/JobRole/Role may write s3://shared/" + pattern, "job 'Job'");
    }

    @Test
    void rejectsApplicationLogsThatOverlapCodeOfJob() {
        jobFunction(application(""), SparkJob.of(EmrCode.fromBucket(bucket, "jobs"), "app.py"));

        assertRefused("s3://shared/*");
    }

    @Test
    void protectsJarsInSettingsOfSparkJob() {
        jobFunction(
                        application("logs"),
                        SparkJob.at("s3://elsewhere/app.py").withSetting("spark.jars", "s3://shared/out/a.jar"))
                .grantReadWrite(bucket, "out/*");

        assertRefused("s3://shared/out/a.jar");
    }

    @Test
    void protectsQueryFileOfHiveJob() {
        jobFunction(application("hive"), HiveJob.at("s3://shared/out/query.sql"))
                .grantReadWrite(bucket, "out/*");

        assertRefused("s3://shared/out/query.sql");
    }

    @Test
    void rejectsClusterLogsThatOverlapCodeOfJob() {
        jobFunction(application("logs"), SparkJob.of(EmrCode.fromBucket(bucket, "jobs"), "app.py"));
        profile().logsBucket(bucket).logsPath("jobs").build();

        assertRefused("Stack/Profile/InstanceRole", "job 'Job'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "team/*",
                "te?m",
                "../team",
                "team/../other",
                "/team",
                "team//logs",
                "s3://b/team",
                "team/./logs",
                "${aws:userid}",
                "team\nlogs"
            })
    void rejectsLogsAndArtifactsPathsThatAreNotFolders(String path) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> profile().logsBucket(bucket).logsPath(path).build())
                .withMessageContaining("'logsPath' must be a folder in a bucket")
                .withMessageContaining("got: " + Json.write(Json.of(path)));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        profile().artifactsBucket(bucket).artifactsPath(path).build())
                .withMessageContaining("'artifactsPath' must be a folder in a bucket");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> application(path))
                .withMessageContaining("'prefix' must be a folder in a bucket");
    }

    @ParameterizedTest
    @CsvSource({
        "--files, s3://shared/out/lookup.csv, false",
        "--files, 's3://shared/out/a.parquet,s3://shared/out/b.json#c', false",
        "--files, s3://shared/out/setup.sh, true",
        "--files, 's3://shared/out/a.csv,s3://shared/out/run.py', true",
        "--py-files, s3://shared/out/a.csv, true",
        "--jars, s3://shared/out/a.jar, true",
        "--conf, spark.files=s3://shared/out/lookup.csv, false",
        "--conf, spark.yarn.jar=s3://shared/out/spark.jar, true",
        "--conf, spark.jars.ivySettings=s3://shared/out/ivy.xml, true",
        "--conf, spark.hadoop.tez.aux.uris=s3://shared/out/a.jar, true",
        "--conf, spark.hadoop.mapreduce.application.framework.path=s3://shared/out/mr.tar.gz, true"
    })
    void protectsCodeButNotDataInSparkSubmitOptions(String option, String value, boolean isCode) {
        profile().build().authorizeOutputBucket(bucket, "out/*");
        step(EmrStep.of("Work", "command-runner.jar", List.of("spark-submit", option, value, "s3://code/app.py")));

        if (isCode) {
            assertRefused("step 'Work'");
        } else {
            assertAllowed();
        }
    }

    @Test
    void defaultLogsPathContainsNamespaceAndProfileName() {
        EmrProfile profile = profile().namespace("team").logsBucket(bucket).build();

        assertThat(profile.getDefinition().logsPath()).isEqualTo("elasticmapreduce/team/etl/");
        assertThat(test.statements("InstanceRole")).anySatisfy(statement -> assertThat(statement)
                .contains("s3:PutObject on arn:<AWS::Partition>:s3:::shared/elasticmapreduce/team/etl/*"));
    }

    @Test
    void errorListsAllOverlappingCode() {
        profile().logsBucket(bucket).logsPath("team").build();
        bootstrap("team/one");
        test.configuration("Other")
                .configurationName("other")
                .code(List.of(EmrCode.fromBucket(bucket, "team/two")))
                .build();

        assertRefused("team/one/*", "team/two/*");
    }
}
