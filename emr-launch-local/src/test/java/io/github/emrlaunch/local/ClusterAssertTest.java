package io.github.emrlaunch.local;

import static io.github.emrlaunch.local.assertions.EmrLaunchAssertions.assertThat;
import static io.github.emrlaunch.local.assertions.EmrLaunchAssertions.assertThatThrownBy;
import static io.github.emrlaunch.local.assertions.EmrLaunchAssertions.atLeast;
import static io.github.emrlaunch.local.assertions.EmrLaunchAssertions.atMost;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Assertions about clusters, steps and job runs that a test created. */
class ClusterAssertTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private static LocalCluster cluster(String request, LocalStep... steps) throws Exception {
        return new LocalCluster(
                "j-1",
                "nightly",
                new ObjectMapper().readTree(request),
                "TERMINATED_WITH_ERRORS",
                "On the master instance, bootstrap action 1 failed",
                Map.of("team", "etl"),
                List.of(steps),
                START,
                null,
                START);
    }

    private static LocalStep step(String name, String state, @Nullable Integer startedAt) throws Exception {
        Instant started = startedAt == null ? null : START.plusSeconds(startedAt);
        return new LocalStep(
                "s-" + name,
                name,
                new ObjectMapper()
                        .readTree(
                                "{\"ActionOnFailure\": \"CONTINUE\", \"HadoopJarStep\": {\"Jar\": \"a.jar\", \"Args\":"
                                        + " [\"x\"]}}"),
                state,
                state.equals("FAILED") ? "no such table" : "",
                "arn:aws:iam::123456789012:role/path/etl",
                started,
                started == null || state.equals("RUNNING") ? null : started.plusSeconds(90),
                null);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"InstanceGroups": [{"InstanceRole": "CORE", "InstanceCount": 2}, {"InstanceRole": "CORE", "InstanceCount": 3}]}    | CORE   | 5
        {"InstanceGroups": [{"InstanceRole": "MASTER", "InstanceCount": 3}]}                                                | MASTER | 3
        {"InstanceFleets": [{"InstanceFleetType": "TASK", "TargetOnDemandCapacity": 1, "TargetSpotCapacity": 4}]}           | TASK   | 5
        {"InstanceCount": 4, "MasterInstanceType": "m5.xlarge"}                                                             | CORE   | 3
        {"InstanceCount": 4, "MasterInstanceType": "m5.xlarge"}                                                             | MASTER | 1
        {"InstanceCount": 1, "MasterInstanceType": "m5.xlarge"}                                                             | CORE   | 0
        """)
    void hasInstancesCountsGroupsFleetsAndInstanceCount(String instances, String role, int count) throws Exception {
        assertThat(cluster("{\"Instances\": %s}".formatted(instances))).hasInstances(role, count);
    }

    @Test
    void assertsClusterPropertiesAndReportsDifferences() throws Exception {
        LocalCluster cluster = cluster(
                "{\"ReleaseLabel\": \"emr-7.1.0\", \"Applications\": [{\"Name\": \"Spark\"}, {\"Name\": \"Hive\"}]}");

        assertThat(cluster)
                .hasApplications("Hive", "Spark")
                .hasState("TERMINATED_WITH_ERRORS")
                .hasReason("bootstrap action 1")
                .isNotAlive()
                .ranNoStep();
        assertThatThrownBy(() -> assertThat(cluster).hasApplications("Spark"))
                .hasMessageContaining("Expected the applications [Spark], but found [Hive, Spark]");
        assertThatThrownBy(() -> assertThat(cluster).hasTag("team", "bi"))
                .hasMessageContaining("Expected the tag team=bi, but the tags are {team=etl}");
        assertThatThrownBy(() -> assertThat(cluster).hasReason("idle"))
                .hasMessageContaining("contains \"idle\", but it is: On the master instance");
        assertThatThrownBy(() -> assertThat(cluster).as("tonight").hasState("WAITING"))
                .hasMessage("[tonight] Expected the state WAITING, but found TERMINATED_WITH_ERRORS");
    }

    /** A step that was cancelled before it started did not run. */
    @Test
    void ranStepsExpectsStartedStepsInStartOrder() throws Exception {
        LocalCluster cluster = cluster(
                "{}", step("Late", "COMPLETED", 60), step("Early", "FAILED", 0), step("Never", "CANCELLED", null));

        assertThat(cluster).ranSteps("Early", "Late").ranStepsInAnyOrder("Late", "Early");
        assertThat(cluster).step("Never").hasState("CANCELLED");
        assertThatThrownBy(() -> assertThat(cluster).ranSteps("Late", "Early", "Never"))
                .hasMessageContaining("its steps are Late COMPLETED, Early FAILED, Never CANCELLED");
    }

    @Test
    void stepAssertionFailsIfStepNameIsNotUnique() throws Exception {
        LocalCluster cluster = cluster("{}", step("Load", "COMPLETED", 0), step("Load", "COMPLETED", 1));

        assertThatThrownBy(() -> assertThat(cluster).step("Load"))
                .hasMessageContaining("Expected one step named Load, but there are 2");
    }

    @Test
    void assertsStepPropertiesAndReportsDifferences() throws Exception {
        LocalStep failed = step("Load", "FAILED", 0);

        assertThat(failed)
                .failedWith("table")
                .hasRuntimeRole("etl")
                .hasRuntimeRole("arn:aws:iam::123456789012:role/path/etl")
                .lasted(atMost(Duration.ofSeconds(90)));
        assertThatThrownBy(() -> assertThat(failed).succeeded())
                .hasMessageContaining("Expected the state COMPLETED, but it is FAILED: no such table");
        assertThatThrownBy(() -> assertThat(failed).failedWith("column"))
                .hasMessageContaining("contains \"column\", but it is: no such table");
        assertThatThrownBy(() -> assertThat(failed).hasJar("b.jar")).hasMessageContaining("jar b.jar, but it is a.jar");
        assertThatThrownBy(() -> assertThat(failed).containsArguments("y"))
                .hasMessageContaining("Expected arguments with [y] among them, but they are [x]");
        assertThatThrownBy(() -> assertThat(failed).hasActionOnFailure("CANCEL_AND_WAIT"))
                .hasMessageContaining("CANCEL_AND_WAIT, but it is CONTINUE");
        assertThatThrownBy(() -> assertThat(failed).hasRuntimeRole("bi")).hasMessageContaining("bi, but it is arn:");
        assertThatThrownBy(() -> assertThat(step("Load", "RUNNING", 0)).lasted(atLeast(Duration.ZERO)))
                .hasMessageContaining("Expected the step to have lasted at least 0 s, but it is RUNNING");
    }

    @Test
    void assertionFailsForNullExecution() {
        assertThatThrownBy(() -> assertThat((LocalExecution) null).succeeded())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("not to be null");
    }
}
