package io.github.emrlaunch.examples;

import static io.github.emrlaunch.local.assertions.EmrLaunchAssertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.LocalCluster;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.LocalStep;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares the state machine with one that was written by hand, {@code create-emr-cluster.asl.json}: it starts the same cluster and
 * runs the same step. Intended differences are listed here.
 */
class JupyterHubIT {
    private static final String MACHINE = "pipeline_default_SparkifyCluster-notebooks";

    private final ExampleRun run = new ExampleRun(Example.named("jupyterhub"), ForkFolder.PATH);
    private Deployment deployment = new Deployment(List.of(), Map.of());

    @BeforeEach
    void deploy() {
        deployment = run.deploy(run.synthesize());
        assertThat(deployment.skippedResources()).isEmpty();
    }

    @AfterEach
    void close() {
        run.close();
    }

    private String physicalId(String type) {
        return deployment.ofType(type).get(0).physicalId();
    }

    private LocalExecution start() throws InterruptedException {
        return run.aws().awaitExecution(run.aws().startExecution(run.stateMachine(MACHINE), "{}"));
    }

    private LocalCluster started() throws InterruptedException {
        LocalExecution execution = start();
        assertThat(execution)
                .succeeded()
                .hasOutputValue(
                        "/LaunchClusterResult/ClusterId", run.lastCluster().id());
        return run.lastCluster();
    }

    /** Returns the parameters of a state of the original, with values of the stack instead of placeholders. */
    private JsonNode seed(String state) throws IOException {
        String json = Files.readString(Path.of("src/test/resources/jupyterhub/create-emr-cluster.asl.json"))
                .replace("<REPLACE WITH YOUR S3 BUCKET>", physicalId("AWS::S3::Bucket"))
                .replace("<YOUR KEYPAIR HERE>", physicalId("AWS::EC2::KeyPair"));
        return Json.parse(json).path("States").path(state).path("Parameters");
    }

    /** Returns each member that differs, as {@code path: theirs -> ours}. */
    private List<String> differences(JsonNode theirs, JsonNode ours) {
        Map<String, String> before = new TreeMap<>();
        Map<String, String> after = new TreeMap<>();
        flatten("", theirs, before);
        flatten("", ours, after);
        Map<String, String> differences = new TreeMap<>();
        before.forEach((path, value) -> {
            if (!value.equals(after.get(path))) {
                differences.put(path, "%s -> %s".formatted(value, after.getOrDefault(path, "")));
            }
        });
        after.forEach((path, value) -> {
            if (!before.containsKey(path)) {
                differences.put(path, " -> " + value);
            }
        });
        return differences.entrySet().stream()
                .map(difference -> difference.getKey() + ": "
                        + withoutIds(difference.getValue()).strip())
                .toList();
    }

    /** Replaces IDs and the library's version, which differ from run to run. */
    private String withoutIds(String value) {
        return value.replace(physicalId("AWS::S3::Bucket"), "BUCKET")
                .replace(physicalId("AWS::EMR::SecurityConfiguration"), "SECURITY-CONFIGURATION")
                .replaceAll("arn:aws:states:[^ ]*:execution:default_SparkifyCluster:[0-9a-f-]+", "EXECUTION")
                .replaceAll("\\b(sg|subnet)-[0-9a-f]+", "$1-ID")
                .replaceAll("(secret:[^ ]*)-[A-Z0-9]{6}\\b", "$1-RANDOM")
                .replaceAll("-> [0-9]+\\.[0-9]+\\.[0-9]+(-SNAPSHOT)?$", "-> VERSION");
    }

    private static void flatten(String path, JsonNode value, Map<String, String> leaves) {
        if (value.isContainerNode() && !value.isEmpty()) {
            value.properties()
                    .forEach(member -> flatten(
                            path.isEmpty() ? member.getKey() : path + "." + member.getKey(),
                            member.getValue(),
                            leaves));
            for (int i = 0; value.isArray() && i < value.size(); i++) {
                flatten("%s[%d]".formatted(path, i), value.path(i), leaves);
            }
        } else {
            leaves.put(path, value.isTextual() ? value.textValue() : value.toString());
        }
    }

    @Test
    void clusterRequestDiffersFromTheOriginalOnlyAsIntended() throws Exception {
        JsonNode request = started().request();

        assertThat(differences(seed("Create EMR cluster"), request))
                .containsExactlyInAnyOrder(
                        // The original cluster runs, and costs money, until somebody terminates it.
                        "AutoTerminationPolicy.IdleTimeout: -> 3600",
                        // One script for all modules, which are its arguments.
                        "BootstrapActions[0].ScriptBootstrapAction.Args[0]: -> seaborn",
                        "BootstrapActions[0].ScriptBootstrapAction.Args[1]: -> matplotlib",
                        "BootstrapActions[0].ScriptBootstrapAction.Args[2]: -> numpy",
                        "BootstrapActions[0].ScriptBootstrapAction.Args[3]: -> pandas",
                        "BootstrapActions[0].ScriptBootstrapAction.Args[4]: -> pathlib",
                        "BootstrapActions[0].ScriptBootstrapAction.Args[5]: -> boto3",
                        "BootstrapActions[0].ScriptBootstrapAction.Path: s3://BUCKET/bootstrap-modules.sh "
                                + "-> s3://BUCKET/emr-launch/notebooks/default/SparkifyCluster/install-modules.sh",
                        // SSH from the given addresses, which users of the original add to a group by hand.
                        "Instances.AdditionalMasterSecurityGroups[0]: -> sg-ID",
                        // A separate VPC with the profile's groups; the original uses the defaults of the account.
                        "Instances.Ec2SubnetIds[0]: -> subnet-ID",
                        "Instances.EmrManagedMasterSecurityGroup: -> sg-ID",
                        "Instances.EmrManagedSlaveSecurityGroup: -> sg-ID",
                        // EMR's default, set so that it can be overridden.
                        "Instances.InstanceFleets[1].TargetSpotCapacity: -> 0",
                        "Instances.TerminationProtected: -> false",
                        "StepConcurrencyLevel: -> 1",
                        // Roles of this profile, which can read the users' secrets and the notebooks; the default roles
                        // can access all of S3.
                        "JobFlowRole: EMR_EC2_DefaultRole -> default_notebooks-InstanceRole-us-east-1",
                        "ServiceRole: EMR_DefaultRole -> default_notebooks-ServiceRole-us-east-1",
                        // Logs under the cluster's name.
                        "LogUri: s3://BUCKET/logs/ -> s3://BUCKET/logs/SparkifyCluster",
                        // A release whose idle timeout detects a computing kernel.
                        "ReleaseLabel: emr-6.2.0 -> emr-7.12.0",
                        // Encryption, and IMDSv2.
                        "SecurityConfiguration: -> SECURITY-CONFIGURATION",
                        // The policy of the service role requires the first tag, the clean-up uses the last one.
                        "Tags[0].Key: -> for-use-with-amazon-emr-managed-policies",
                        "Tags[0].Value: -> true",
                        "Tags[1].Key: -> deployment:product:name",
                        "Tags[1].Value: -> emr-launch",
                        "Tags[2].Key: -> deployment:product:version",
                        "Tags[2].Value: -> VERSION",
                        "Tags[3].Key: -> emr-launch:function",
                        "Tags[3].Value: -> JupyterHub/default/SparkifyCluster",
                        "Tags[4].Key: -> emr-launch:execution",
                        "Tags[4].Value: -> EXECUTION");
    }

    @Test
    void stepDiffersFromTheOriginalOnlyAsIntended() throws Exception {
        List<LocalStep> steps = started().steps();

        assertThat(steps).hasSize(1);
        assertThat(differences(
                        seed("Create JupyterHub Users").path("Step"),
                        steps.get(0).request()))
                .containsExactlyInAnyOrder(
                        // The original script has different names where it is written, uploaded and called; the step
                        // name is descriptive.
                        "HadoopJarStep.Args[0]: s3://BUCKET/createjupyterusers.sh "
                                + "-> s3://BUCKET/emr-launch/notebooks/default/SparkifyCluster/create-users.sh",
                        // Otherwise the administrator has a well-known password, and users have their names as
                        // passwords.
                        secretArgument(1, "jovyan"),
                        secretArgument(2, "philipp"),
                        secretArgument(3, "admin"),
                        // EMR's bucket of the region: other buckets have no script-runner.jar.
                        "HadoopJarStep.Jar: s3://BUCKET.elasticmapreduce/libs/script-runner/script-runner.jar "
                                + "-> s3://us-east-1.elasticmapreduce/libs/script-runner/script-runner.jar",
                        "Name: Custom JAR -> Create JupyterHub Users");
    }

    private String secretArgument(int index, String user) {
        return ("HadoopJarStep.Args[%d]: -> %s=arn:aws:secretsmanager:us-east-1:%s:secret:emr-launch/notebooks/default/"
                        + "SparkifyCluster/%s-RANDOM")
                .formatted(index, user, run.aws().accountId(), user);
    }

    @Test
    void clusterTerminatesAfterItsIdleTimeout() throws Exception {
        LocalCluster cluster = started();

        assertThat(cluster.stepsNamed("Create JupyterHub Users"))
                .extracting(LocalStep::state)
                .containsExactly("COMPLETED");
        assertThat(cluster.isAlive()).isTrue();
        run.aws().clock().advance(Duration.ofMinutes(55));
        assertThat(run.lastCluster().isAlive()).isTrue();
        run.aws().clock().advance(Duration.ofMinutes(15));
        assertThat(run.lastCluster().state()).isEqualTo("TERMINATED");
        assertThat(run.aws().publications("notebooks-failed")).isEmpty();
    }

    @Test
    void reportsAFailedUserCreationAndTerminatesTheCluster() throws Exception {
        run.aws().emr().failStep("Create JupyterHub Users", "the secret of the user admin could not be read");

        LocalExecution execution = start();

        assertThat(execution.status()).isEqualTo("FAILED");
        assertThat(run.lastCluster().isAlive()).isFalse();
        assertThat(run.aws().publications("notebooks-failed")).singleElement().satisfies(told -> {
            JsonNode message = Json.parse(told.message());
            assertThat(message.path("ClusterId").asText())
                    .isEqualTo(run.lastCluster().id());
            assertThat(message.path("Cause").asText())
                    .startsWith("Phase 'Users' failed: ")
                    .contains("the secret of the user admin could not be read");
        });
    }

    /** Tests the schedule, each working day at seven, including a weekend. */
    @Test
    void startsOneClusterEachWorkingDay() throws Exception {
        Instant midnight = run.aws().clock().now().truncatedTo(ChronoUnit.DAYS);
        for (int day = 0; day < 7; day++) {
            advanceTo(midnight.plus(day, ChronoUnit.DAYS).plus(7, ChronoUnit.HOURS));
            run.aws().awaitIdle();
            advanceTo(midnight.plus(day, ChronoUnit.DAYS).plus(12, ChronoUnit.HOURS));
        }

        assertThat(run.aws().clusters()).hasSize(5);
        assertThat(run.aws().clusters()).noneMatch(LocalCluster::isAlive);
    }

    private void advanceTo(Instant time) {
        run.aws().clock().advance(Duration.between(run.aws().clock().now(), time));
    }

    @Test
    void doesNotStartASecondClusterWhileOneRuns() throws Exception {
        started();

        LocalExecution second = start();

        assertThat(second.status()).isEqualTo("FAILED");
        assertThat(second.error()).isEqualTo("ClusterAlreadyRunning");
        assertThat(second.cause()).startsWith("Cluster 'SparkifyCluster' is already running");
        assertThat(run.aws().clusters()).hasSize(1);
        assertThat(run.lastCluster().isAlive()).isTrue();
    }

    @Test
    void doesNotRevealPasswords() throws Exception {
        List<String> passwords = new ArrayList<>();
        for (var secret : deployment.ofType("AWS::SecretsManager::Secret")) {
            passwords.add(secretValue(secret.physicalId()));
        }
        assertThat(passwords).hasSize(3).doesNotHaveDuplicates().allMatch(password -> password.length() == 24);

        LocalExecution execution = start();

        List<String> told = new ArrayList<>(List.of(
                execution.input(),
                String.valueOf(execution.output()),
                execution.history().toString(),
                run.lastCluster().request().toString(),
                run.lastCluster().steps().toString(),
                run.aws().logs().toString(),
                run.aws().invocations().toString(),
                deployment.outputs().toString()));
        try (var files = Files.list(ForkFolder.PATH.resolve("cdk.out/jupyterhub"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                told.add(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        assertThat(told).allSatisfy(text -> assertThat(text).doesNotContain(passwords));
    }

    private String secretValue(String arn) throws IOException, InterruptedException {
        Map<String, String> environment = run.aws().environment();
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(run.aws().endpoint().toString()))
                                .header("Content-Type", "application/x-amz-json-1.1")
                                .header("X-Amz-Target", "secretsmanager.GetSecretValue")
                                .header(
                                        "Authorization",
                                        "AWS4-HMAC-SHA256 Credential=%s/20260101/%s/secretsmanager/aws4_request"
                                                .formatted(
                                                        environment.get("AWS_ACCESS_KEY_ID"),
                                                        run.aws().region()))
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        Json.write(Json.object().put("SecretId", arn))))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        return Json.parse(response.body()).path("SecretString").asText();
    }

    /** Runs the command of the output in a shell with test doubles of the AWS CLI and SSH. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void tunnelCommandConnectsToTheClusterOfTheLaunchFunction(@TempDir Path folder) throws Exception {
        command(folder, "aws", """
            case "$*" in
            *list-clusters*) printf '[\n    "j-STRANGER",\n    "j-NEWEST"\n]\n' ;;
            *"--cluster-id j-STRANGER"*) echo None ;;
            *"--cluster-id j-NEWEST"*"Key=='emr-launch:execution' && starts_with(Value, 'arn:aws:states:"*":execution:default_SparkifyCluster:')"*)
              echo ec2-198-51-100-10.example.com ;;
            *) exit 64 ;;
            esac
            """);
        command(folder, "ssh", "printf '%s\\n' \"$@\"");

        String tunnel = deployment.outputs().getOrDefault("JupyterHub", Map.of()).entrySet().stream()
                .filter(output -> output.getKey().startsWith("NotebooksTunnelCommand"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow();

        assertThat(shell(folder, tunnel))
                .containsExactly(
                        "-i",
                        physicalId("AWS::EC2::KeyPair") + ".pem",
                        "-N",
                        "-L",
                        "10501:ec2-198-51-100-10.example.com:9443",
                        "hadoop@ec2-198-51-100-10.example.com");
    }

    private static void command(Path folder, String name, String body) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + body);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private static List<String> shell(Path folder, String command) throws IOException, InterruptedException {
        Path printed = folder.resolve("printed");
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command)
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile());
        builder.environment().put("PATH", folder + ":/usr/bin:/bin");
        Process process = builder.start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(printed)).isZero();
        return Files.readAllLines(printed);
    }
}
