package io.github.emrlaunch.examples.pages;

import static io.github.emrlaunch.local.assertions.EmrLaunchAssertions.assertThat;

import io.github.emrlaunch.examples.plaincluster.PlainClusterStack;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OwnAccountPageIT {
    @RegisterExtension
    static final LocalAwsExtension aws = LocalAwsExtension.forApp(app -> new PlainClusterStack(app, "PlainCluster"))
            .account("111122223333")
            .region("eu-central-1");

    @Test
    void launchesThreeCoreNodes() {
        LocalExecution launch =
                aws.run("default_brioche", "{\"ClusterConfigurationOverrides\": {\"CoreInstanceCount\": 3}}");

        assertThat(launch).succeeded().launchedCluster(cluster -> cluster.hasRelease("emr-7.12.0")
                .hasInstances("CORE", 3));
    }
}
