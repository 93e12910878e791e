package io.github.emrlaunch.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.examples.shareddefinitions.PlatformStack;
import io.github.emrlaunch.examples.shareddefinitions.TeamApp;
import io.github.emrlaunch.examples.shareddefinitions.TeamStack;
import io.github.emrlaunch.local.LocalCluster;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Tests the team's app in two ways: after the platform's app, and with the folder that the platform exported. */
class TwoTeamsTestKitIT {
    private static final String LAUNCH = "reports_large";
    private static final String CONFIGURATION = "cluster_configurations/analytics/large";

    private static void assertLaunched(LocalExecution execution, LocalAwsExtension aws) {
        assertThat(execution.status())
                .as("%s: %s", execution.error(), execution.cause())
                .isEqualTo("SUCCEEDED");
        assertThat(aws.local().clusters()).singleElement().satisfies(cluster -> {
            assertThat(cluster.state()).isEqualTo("WAITING");
            assertThat(cluster.request().path("JobFlowRole").asText())
                    .isEqualTo("analytics_etl-InstanceRole-us-east-1");
        });
    }

    @Nested
    class AfterThePlatformsApp {
        @RegisterExtension
        static final LocalAwsExtension aws = LocalAwsExtension.forApp(app -> new PlatformStack(app, "Platform"))
                .andApp(app -> new TeamStack(app, "Team"));

        @RepeatedTest(2)
        void launchesWithTheDefinitionsOfThePlatform() {
            assertLaunched(aws.run(LAUNCH, "{}"), aws);
        }

        private static String launchedMaster() {
            assertThat(aws.run(LAUNCH, "{}").succeeded()).isTrue();
            List<LocalCluster> clusters = aws.local().clusters();
            return clusters.get(clusters.size() - 1)
                    .request()
                    .at("/Instances/InstanceGroups/0/InstanceType")
                    .asText();
        }

        /** Functions stay warm between tests: their caches must not contain data of an earlier test. */
        @RepeatedTest(2)
        void launchUsesTheCurrentStoredDefinition(@TempDir Path folder) throws IOException {
            assertThat(launchedMaster()).isEqualTo("m7g.xlarge");
            aws.local().exportDefinitions(folder);
            String stored = Files.readString(folder.resolve(CONFIGURATION + ".json"));

            aws.local()
                    .existing()
                    .parameter("/emr_launch/" + CONFIGURATION, stored.replace("\"m7g.xlarge\"", "\"m7g.2xlarge\""));

            assertThat(launchedMaster()).isEqualTo("m7g.2xlarge");
        }
    }

    @Nested
    class WithTheFolderOfDefinitions {
        @RegisterExtension
        static final LocalAwsExtension aws = LocalAwsExtension.forApp(app -> new TeamStack(app, "Team"))
                .existing(existing -> existing.definitions(Path.of(TeamApp.DEFINITIONS)));

        @Test
        void launchesWithExportedDefinitions() {
            assertLaunched(aws.run(LAUNCH, "{}"), aws);
        }

        @RepeatedTest(2)
        void eachTestStartsWithoutClustersOfOthers() {
            assertThat(aws.local().clusters()).extracting(LocalCluster::name).isEmpty();

            assertThat(aws.run(LAUNCH, "{}").succeeded()).isTrue();
            assertThat(aws.local().clusters()).hasSize(1);
        }
    }
}
