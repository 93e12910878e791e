package io.github.emrlaunch.lambdas;

import io.github.emrlaunch.definitions.ClusterConfigurationDefinition;
import io.github.emrlaunch.definitions.Definition;
import io.github.emrlaunch.definitions.DefinitionDirectory;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.EmrProfileDefinition;
import io.github.emrlaunch.definitions.LaunchSecrets;
import io.github.emrlaunch.definitions.LaunchWay;
import io.github.emrlaunch.definitions.LoadClusterConfigurationRequest;
import io.github.emrlaunch.local.LambdaInvocation;
import io.github.emrlaunch.local.LocalAws;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sfn.SfnClient;

/**
 * How long the loader takes from the start of its process to its answer: the built jar in a JVM of its own, under AWS's
 * runtime interface client, with two calls of GetParameter on the way. Prints the median of 15 runs, without and with the
 * check for running clusters.
 *
 * <p>By hand: {@code mvn -q -pl emr-launch-lambdas -am verify -DskipTests -Dbenchmark}.
 */
public final class ColdStartBenchmark {
    private static final int RUNS = 15;

    private ColdStartBenchmark() {}

    /** Takes the path of the jar and of the folder with the definitions. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path jar = Path.of(args[0]);
        DefinitionDirectory definitions = new DefinitionDirectory(Path.of(args[1]));
        EmrProfileDefinition profile = definitions.get(DefinitionType.EMR_PROFILE, DefinitionName.of("sse-s3-profile"));
        ClusterConfigurationDefinition configuration = definitions.get(
                DefinitionType.CLUSTER_CONFIGURATION, DefinitionName.of("basic-instance-group-cluster"));
        System.out.printf("%s: %,d bytes%n", jar.getFileName(), Files.size(jar));
        for (boolean failIfClusterRunning : List.of(false, true)) {
            LoadClusterConfigurationRequest request = new LoadClusterConfigurationRequest(
                    profile.definitionName(),
                    configuration.definitionName(),
                    "benchmark",
                    failIfClusterRunning,
                    configuration.defaultOverrides(),
                    List.of(),
                    LaunchWay.CREATE_CLUSTER,
                    LaunchSecrets.NONE);
            Path assembly = LoaderStack.write(
                    Files.createTempDirectory("cold-start"), jar, List.<Definition>of(profile, configuration), request);
            List<Long> cold = new ArrayList<>();
            List<Long> warm = new ArrayList<>();
            for (int run = 0; run < RUNS; run++) {
                try (LocalAws aws = LocalAws.start()) {
                    String stateMachine = aws.deploy(assembly)
                            .ofType("AWS::StepFunctions::StateMachine")
                            .get(0)
                            .physicalId();
                    cold.add(invoke(aws, stateMachine));
                    warm.add(invoke(aws, stateMachine));
                }
            }
            System.out.printf(
                    "failIfClusterRunning=%s: cold start %s, warm %s%n",
                    failIfClusterRunning, summary(cold), summary(warm));
        }
    }

    private static long invoke(LocalAws aws, String stateMachine) throws InterruptedException {
        try (SfnClient stepFunctions = SfnClient.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .endpointOverride(aws.endpoint())
                .region(Region.of(aws.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(aws.environment().getOrDefault("AWS_ACCESS_KEY_ID", ""), "secret")))
                .build()) {
            String execution = stepFunctions
                    .startExecution(start -> start.stateMachineArn(stateMachine).input("{}"))
                    .executionArn();
            if (!aws.awaitExecution(execution).succeeded()) {
                throw new IllegalStateException(aws.awaitExecution(execution).toString());
            }
        }
        List<LambdaInvocation> invocations = aws.invocations();
        return invocations.get(invocations.size() - 1).duration().toMillis();
    }

    private static String summary(List<Long> millis) {
        Collections.sort(millis);
        return "median %d ms (%d to %d)"
                .formatted(millis.get(millis.size() / 2), millis.get(0), millis.get(millis.size() - 1));
    }
}
