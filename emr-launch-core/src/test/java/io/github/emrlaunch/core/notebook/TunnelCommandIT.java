package io.github.emrlaunch.core.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.core.TestApp;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalCluster;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.s3.Bucket;

/**
 * The command that users of notebooks run, with the AWS CLI, if it is installed, on the local emulator. The launch function {@code foreign} of
 * another team launches clusters with the name of the notebook cluster.
 */
@EnabledIf(value = "cliIsInstalled", disabledReason = "the AWS CLI is not installed")
class TunnelCommandIT {
    @TempDir
    static Path folder;

    @RegisterExtension
    static final LocalAwsExtension deployed = TestApp.deployed(TunnelCommandIT::addStack);

    private static void addStack(App app) {
        Stack stack = new Stack(app, "Lab");
        Vpc vpc = Vpc.Builder.create(stack, "Vpc").maxAzs(1).natGateways(1).build();
        NotebookCluster.Builder.create(stack, "Notebooks")
                .clusterName("lab")
                .emrProfile(EmrProfile.Builder.create(stack, "Profile")
                        .profileName("notebooks")
                        .vpc(vpc)
                        .httpPutResponseHopLimit(2)
                        .build())
                .releaseLabel("emr-7.12.0")
                .notebooksBucket(new Bucket(stack, "Bucket"))
                .instanceGroups(InstanceGroup.master("m7g.xlarge"), InstanceGroup.core("m7g.xlarge", 2))
                .subnets(vpc.getPrivateSubnets().get(0))
                .users("philipp")
                .sshFrom("203.0.113.0/24")
                .build();
        for (String name : List.of("foreign", "lab2")) {
            EmrLaunchFunction.Builder.create(stack, name)
                    .launchFunctionName(name)
                    .emrProfile(EmrProfile.Builder.create(stack, "Profile-" + name)
                            .profileName(name)
                            .vpc(vpc)
                            .build())
                    .clusterConfiguration(ClusterConfiguration.Builder.create(stack, "Configuration-" + name)
                            .configurationName(name)
                            .releaseLabel("emr-7.12.0")
                            .applications("Spark")
                            .instanceGroups(InstanceGroup.master("m7g.xlarge"))
                            .subnets(vpc.getPrivateSubnets().get(0))
                            .build())
                    .clusterName("lab")
                    .build();
        }
    }

    @BeforeAll
    static void writeCommands(LocalAws aws) throws IOException {
        Path cli = cli().orElseThrow();
        command("aws", "exec '%s' --endpoint-url '%s' \"$@\"".formatted(cli, aws.endpoint()));
        command("ssh", "printf '%s\\n' \"$@\"");
    }

    static boolean cliIsInstalled() {
        return cli().isPresent();
    }

    private static Optional<Path> cli() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(path -> Path.of(path, "aws"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static void command(String name, String body) throws IOException {
        Files.createDirectories(folder.resolve("bin"));
        Path file = Files.writeString(folder.resolve("bin").resolve(name), "#!/bin/sh\n" + body + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private static LocalCluster launch(String machine) {
        LocalExecution execution = deployed.run(machine, "{}");
        assertThat(execution.succeeded()).as("%s", execution.cause()).isTrue();
        return execution.launchedClusters().get(0);
    }

    private static String tunnel(int status) throws IOException, InterruptedException {
        String tunnel = deployed.deployment().outputs().getOrDefault("Lab", Map.of()).entrySet().stream()
                .filter(output -> output.getKey().startsWith("NotebooksTunnelCommand"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow();
        Path printed = folder.resolve("printed");
        ProcessBuilder builder =
                new ProcessBuilder("sh", "-c", tunnel).redirectErrorStream(true).redirectOutput(printed.toFile());
        builder.environment().putAll(deployed.local().environment());
        builder.environment().put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
        Process process = builder.start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(printed)).isEqualTo(status);
        return Files.readString(printed);
    }

    private static String emr(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                folder.resolve("bin/aws").toString(),
                "emr",
                "--region",
                deployed.local().region(),
                "--output",
                "text"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(deployed.local().environment());
        return new String(builder.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    @Test
    void connectsOnlyToClusterOfOwnLaunchFunction() throws Exception {
        LocalCluster own = launch("pipeline_default_lab-notebooks");
        launch("default_foreign");
        launch("default_lab2");
        String host = emr("describe-cluster", "--cluster-id", own.id(), "--query", "Cluster.MasterPublicDnsName");

        assertThat(host).isNotEmpty();
        assertThat(tunnel(0)).contains("hadoop@" + host);

        emr("terminate-clusters", "--cluster-ids", own.id());
        assertThat(tunnel(1)).contains("No cluster of launch function default/lab runs: start it first");
    }
}
