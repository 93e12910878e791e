package io.github.emrlaunch.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.client.PrintingJobs;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Completion candidates from stored definitions. */
class CandidatesTest {
    private static final String PIPELINE = """
        {"PipelineName": "daily", "Namespace": "analytics", "Cluster": {"Kind": "TRANSIENT", "LaunchFunction": "analytics/nightly"},
         "Phases": [{"Name": "Ingest", "Steps": [{"Name": "Load", "AllowedOverrides": {"--day": {"Default": "x"}}}]}, {"Name": "Report", "Steps": []}],
         "StateMachine": "arn:aws:states:us-east-1:123456789012:stateMachine:pipeline_analytics_daily"}\
        """;

    @RegisterExtension
    static final LocalAwsExtension emulator = LocalAwsExtension.withoutApp().jobs(new PrintingJobs());

    private final ClusterAccount work = new ClusterAccount(emulator.local());

    @BeforeEach
    void store() {
        work.storeNightly();
        work.launch();
        work.account.store(DefinitionType.PIPELINE, DefinitionName.parse("analytics/daily"), Json.parse(PIPELINE));
        String machine = work.account.stateMachine("pipeline_analytics_daily", "{\"First\": {\"Type\": \"Succeed\"}}");
        work.account.stepFunctions().startExecution(start -> start.stateMachineArn(machine)
                .name("monday"));
    }

    @AfterEach
    void close() {
        work.close();
    }

    private List<String> after(String line) {
        return work.cli
                .run(
                        "complete",
                        "emr-launch --endpoint-url %s --region us-east-1 %s"
                                .formatted(work.account.aws().endpoint(), line))
                .out()
                .lines()
                .toList();
    }

    @Test
    void includeExecutionsOfLaunchFunctionsAndPipelines() {
        for (String command : List.of("stop ", "watch ", "steps ", "logs ", "status ", "open ")) {
            assertThat(after(command)).as(command).contains("analytics_nightly:", "pipeline_analytics_daily:");
        }
        assertThat(after("logs analytics_nightly:f")).containsExactly("analytics_nightly:first");
        assertThat(after("steps pipeline_analytics_daily:")).containsExactly("pipeline_analytics_daily:monday");
    }

    @Test
    void includeNamesOfFunctionsAndPipelines() {
        assertThat(after("open ana")).contains("analytics/nightly");
        assertThat(after("open pipeline ")).containsExactly("analytics/daily");
        assertThat(after("run main.py --launch ")).containsExactly("analytics/nightly");
        assertThat(after("run main.py --name ")).isEmpty();
    }

    @Test
    void includePhasesArgumentsAndOverridesOfAPipeline() {
        assertThat(after("start pipeline analytics/daily --from ")).containsExactly("Ingest", "Report");
        assertThat(after("start pipeline analytics/daily --arg ")).containsExactly("Load.--day=");
        List<String> ofFunction = after("start analytics/nightly --set ");
        assertThat(ofFunction).isEqualTo(after("run main.py --launch analytics/nightly --set "));
        assertThat(ofFunction).isEqualTo(after("start pipeline analytics/daily --set "));
    }
}
