package io.github.emrlaunch.examples.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.examples.acceptance.Comparison.Difference;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares the record of the emulator with an account in another region. */
class ComparisonTest {
    private static final String PARAMETERS = """
            {"FunctionName": "arn:aws:lambda:us-east-1:123456789012:function:Launch-F-RPE2O5L6UJMU:1",
             "Payload": {"Cluster": {
               "Name": "nightly",
               "LogUri": "s3://launch-bucket83908e77-o3uc4viv3wtf/log",
               "ServiceRole": "x-us-east-1",
               "Instances": {"Ec2SubnetId": "subnet-efa5a3b21d1d5bdd2"}}}}""";
    private static final String OUTPUT = """
            {"ClusterId": "j-ELUVG999VYWCU", "At": "2026-01-01T00:00:00Z"}""";
    private static final String HERE = history();
    private static final String THERE = HERE.replace("123456789012", "210987654321")
            .replace("us-east-1", "eu-central-1")
            .replace("K4L1X8LN807X", "ZZZZZZZZZZZZZ")
            .replace("RPE2O5L6UJMU:1", "A0B1C2D3E4F5:7")
            .replace("o3uc4viv3wtf", "aaaaaaaaaaaa")
            .replace("efa5a3b21d1d5bdd2", "0123456789abcdef0")
            .replace("ELUVG999VYWCU", "1ABCDEFGHIJKL")
            .replace("2026-01-01T00:00:00Z", "2027-02-03T04:05:06.789Z");

    private static String history() {
        ObjectNode history = Json.object();
        ArrayNode events = history.putArray("events");
        events.addObject()
                .put("id", 1)
                .put("type", "ExecutionStarted")
                .putObject("executionStartedEventDetails")
                .put("roleArn", "arn:aws:iam::123456789012:role/Launch-Role-K4L1X8LN807X");
        events.addObject()
                .put("id", 2)
                .put("type", "TaskScheduled")
                .putObject("taskScheduledEventDetails")
                .put("resourceType", "lambda")
                .put("resource", "invoke")
                .put("parameters", Json.write(Json.parse(PARAMETERS)));
        events.addObject()
                .put("id", 3)
                .put("previousEventId", 2)
                .put("type", "ExecutionSucceeded")
                .putObject("executionSucceededEventDetails")
                .put("output", Json.write(Json.parse(OUTPUT)));
        return Json.write(history);
    }

    private static List<Difference> differences(String here, String there) {
        return Comparison.of(
                new Recording(Json.parse(here), Optional.empty()), new Recording(Json.parse(there), Optional.empty()));
    }

    @Test
    void ignoresGeneratedIdsRegionsAndTimes() {
        assertThat(differences(HERE, THERE)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "nightly, hourly, request/Name",
        "/log, /logs, request/LogUri",
        "x-eu-central-1, y-eu-central-1, request/ServiceRole",
        "ClusterId, Cluster, output/Cluster",
        "TaskScheduled, LambdaFunctionScheduled, events from the 2. on",
    })
    void reportsOtherDifferences(String text, String other, String what) {
        assertThat(differences(HERE, THERE.replace(text, other)))
                .extracting(Difference::what)
                .contains(what);
    }

    @Test
    void statusAndErrorAreCompared() {
        String failed = THERE.replace("ExecutionSucceeded", "ExecutionFailed")
                .replaceAll("\"output\":.*", "\"error\":\"ClusterRefused\"}}]}");

        assertThat(differences(HERE, failed))
                .contains(
                        new Difference("status", "SUCCEEDED", "FAILED"),
                        new Difference("error", "none", "ClusterRefused"),
                        new Difference("output", "there", "none"));
    }

    @Test
    void ignoresAdditionalMembersOfTheCluster() {
        ObjectNode asked = Json.object().put("ReleaseLabel", "emr-7.12.0");
        ObjectNode shown = asked.deepCopy().put("ScaleDownBehavior", "TERMINATE_AT_TASK_COMPLETION");
        Recording here = new Recording(Json.parse(HERE), Optional.of(asked));

        assertThat(Comparison.of(here, new Recording(Json.parse(THERE), Optional.of(shown))))
                .isEmpty();
        assertThat(Comparison.of(
                        here, new Recording(Json.parse(THERE), Optional.of(shown.put("ReleaseLabel", "emr-7.11.0")))))
                .containsExactly(new Difference("cluster/ReleaseLabel", "emr-7.12.0", "emr-7.11.0"));
        assertThat(Comparison.of(here, new Recording(Json.parse(THERE), Optional.empty())))
                .containsExactly(new Difference("cluster", "there", "none"));
    }
}
