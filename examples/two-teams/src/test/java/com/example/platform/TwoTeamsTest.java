package com.example.platform;

import static io.github.emrlaunch.local.assertions.EmrLaunchAssertions.assertThat;

import com.example.reports.ReportsStack;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awscdk.StackProps;

/** Tests the next version of the platform with the app of a team, before either is deployed. */
class TwoTeamsTest {
    private static final StackProps PROPS = PlatformApp.in("111122223333", "eu-central-1");

    @RegisterExtension
    static final LocalAwsExtension aws = LocalAwsExtension.forApp(app -> new PlatformStack(app, "Platform", PROPS))
            .andApp(app -> new ReportsStack(app, "Reports", PROPS))
            .contextFile(Path.of("cdk.context.json"));

    @Test
    void launchesInTheExistingVpc() {
        assertThat(aws.run("reports_small", "{}"))
                .succeeded()
                .launchedCluster(
                        cluster -> cluster.hasRequestValue("/Instances/Ec2SubnetId", "subnet-0aaaaaaaaaaaaaaa1"));
    }
}
