package com.example.analytics;

import static io.github.emrlaunch.local.assertions.EmrLaunchAssertions.assertThat;

import io.github.emrlaunch.local.ClusterFault;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AnalyticsTest {
    @RegisterExtension
    static final LocalAwsExtension aws = LocalAwsExtension.forApp(app -> new AnalyticsStack(app, "Analytics"));

    @Test
    void runsBothSteps() {
        LocalExecution nightly = aws.run("pipeline_default_nightly", "{}");

        assertThat(nightly)
                .succeeded()
                .launchedCluster(cluster -> cluster.hasRelease("emr-7.12.0").ranSteps("Ingest", "Report"))
                .didNotNotify("nightly-failed")
                .leftNoClusters();
    }

    @Test
    void reportsTheFailedStep() {
        aws.local().emr().failStep("Ingest", "There are no orders");

        LocalExecution nightly = aws.run("pipeline_default_nightly", "{}");

        assertThat(nightly)
                .failed()
                .notified(
                        "nightly-failed", mail -> assertThat(mail.message()).contains("Ingest", "There are no orders"))
                .leftNoClusters();
    }

    @Test
    void refusesAHundredNodes() {
        LocalExecution launch =
                aws.run("default_small", "{\"ClusterConfigurationOverrides\": {\"CoreInstanceCount\": 100}}");

        assertThat(launch).failedWith("InvalidOverride", "CoreInstanceCount").launchedNoCluster();
    }

    @Test
    void terminatesAClusterThatDoesNotStart() {
        aws.local().emr().failNextCluster(ClusterFault.neverStarts());

        LocalExecution launch = aws.run("default_small", "{}");

        assertThat(launch).failedWith("ClusterStartFailed").leftNoClusters();
    }
}
