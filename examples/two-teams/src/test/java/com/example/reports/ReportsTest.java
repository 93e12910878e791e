package com.example.reports;

import static io.github.emrlaunch.local.assertions.EmrLaunchAssertions.assertThat;

import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests the reports app with the folder of definitions only, without the platform's app. */
class ReportsTest {
    @RegisterExtension
    static final LocalAwsExtension aws = LocalAwsExtension.forApp(
                    app -> new ReportsStack(app, "Reports", ReportsApp.in("111122223333", "eu-central-1")))
            .existing(account -> account.definitions(Path.of("definitions")));

    @Test
    void launchesStoredDefinitions() {
        assertThat(aws.run("reports_small", "{}"))
                .succeeded()
                .launchedCluster(cluster -> cluster.hasRelease("emr-7.12.0").hasInstances("CORE", 2));
    }
}
