package io.github.emrlaunch.core.environment;

import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.profile.EmrProfile;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.Aspects;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;

/** Runs cdk-nag's AwsSolutions pack over an environment with a studio. */
class EnvironmentCdkNagTest {
    private final Stack stack = TestStack.create().stack();

    @Test
    void reportsNoFindingsForEnvironmentWithStudio() {
        SparkEnvironment environment =
                SparkEnvironment.Builder.create(stack, "Environment").build();
        EmrProfile profile = EmrProfile.Builder.create(stack, "Profile")
                .profileName("spark")
                .vpc(environment.getVpc())
                .logsBucket(environment.getLogsBucket())
                .build();
        environment.allowSessions(profile.getInstanceRole());
        NotebookStudio.Builder.create(stack, "Studio")
                .studioName("spark")
                .vpc(environment.getVpc())
                .notebooksBucket(environment.getDataBucket())
                .build();
        Aspects.of(stack).add(AwsSolutionsChecks.Builder.create().verbose(true).build());

        Annotations annotations = Annotations.fromStack(stack);

        annotations.hasNoError("*", Match.stringLikeRegexp("AwsSolutions-.*"));
        annotations.hasNoWarning("*", Match.stringLikeRegexp("AwsSolutions-.*|CdkNagValidationFailure.*"));
    }
}
