package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ManyLaunchesTest {
    private static final int LAUNCHES = 200;

    @Test
    @Timeout(120)
    void eachConcurrentLaunchCreatesClusterWithOneSharedFunctionProcess(@TempDir Path directory) throws Exception {
        try (LocalAws aws = LocalAws.start()) {
            String machine =
                    aws.deploy(Assembly.of(directory, "Launch", "launch.json")).output("Launch", "MachineArn");

            List<String> executions = IntStream.range(0, LAUNCHES)
                    .mapToObj(i -> aws.startExecution(machine, "{\"Name\": \"etl-" + i + "\"}"))
                    .toList();
            for (String execution : executions) {
                LocalExecution ended = aws.awaitExecution(execution);
                assertThat(ended.succeeded())
                        .as("%s %s", ended.error(), ended.cause())
                        .isTrue();
            }

            Set<String> names = new HashSet<>();
            aws.clusters().forEach(cluster -> names.add(cluster.name()));
            assertThat(names).hasSize(LAUNCHES);
            assertThat(aws.clusters())
                    .hasSize(LAUNCHES)
                    .extracting(LocalCluster::state)
                    .containsOnly("WAITING");
            assertThat(aws.invocations())
                    .hasSize(LAUNCHES)
                    .filteredOn(LambdaInvocation::coldStart)
                    .as("one JVM is enough")
                    .hasSize(1);
        }
    }
}
