package io.github.emrlaunch.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.pipeline.EmrStep;
import io.github.emrlaunch.core.pipeline.PersistentClusterPipeline;
import io.github.emrlaunch.core.pipeline.Phase;
import io.github.emrlaunch.core.serverless.ServerlessApplication;
import io.github.emrlaunch.core.serverless.ServerlessJobFunction;
import io.github.emrlaunch.core.serverless.ServerlessJobRole;
import io.github.emrlaunch.core.serverless.SparkJob;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.services.iam.AccountRootPrincipal;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.stepfunctions.IStateMachine;

/** A grant to a state machine of the library is not dropped silently. */
class OwnStateMachineTest {
    private final TestStack test = TestStack.create();

    private EmrLaunchFunction launch() {
        return EmrLaunchFunction.Builder.create(test.stack(), "Launch")
                .launchFunctionName("nightly")
                .emrProfile(test.profile())
                .clusterConfiguration(test.configuration().build())
                .build();
    }

    private void assertRefused(IStateMachine machine, String path) {
        machine.getGrantPrincipal()
                .addToPrincipalPolicy(PolicyStatement.Builder.create()
                        .actions(List.of("s3:GetObject"))
                        .resources(List.of("arn:aws:s3:::data/*"))
                        .build());

        assertThatThrownBy(test::template)
                .hasMessageContaining(path)
                .hasMessageContaining("A permission is granted to this state machine, whose role the library creates");
    }

    @Test
    void rejectsGrantToStateMachineOfLaunchFunction() {
        assertRefused(launch().getStateMachine(), "Stack/Launch/LaunchStateMachine");
    }

    @Test
    void rejectsGrantToStateMachineOfPipeline() {
        assertRefused(
                PersistentClusterPipeline.Builder.create(test.stack(), "Pipeline")
                        .pipelineName("pipeline")
                        .anyClusterNamed("shared")
                        .phases(Phase.of("Work", EmrStep.of("Step", "s3://jobs/job.jar")))
                        .build()
                        .getStateMachine(),
                "Stack/Pipeline/PipelineStateMachine");
    }

    @Test
    void rejectsGrantToStateMachineOfJobFunction() {
        assertRefused(
                ServerlessJobFunction.Builder.create(test.stack(), "Job")
                        .jobFunctionName("job")
                        .application(ServerlessApplication.Builder.create(test.stack(), "Application")
                                .applicationName("application")
                                .releaseLabel("emr-7.12.0")
                                .build())
                        .jobRole(ServerlessJobRole.Builder.create(test.stack(), "Role")
                                .build())
                        .job(SparkJob.at("s3://code/job.py"))
                        .build()
                        .getStateMachine(),
                "Stack/Job/JobStateMachine");
    }

    @Test
    void grantStartAllowsStartOfStateMachine() {
        EmrLaunchFunction launch = launch();
        Role starter = Role.Builder.create(test.stack(), "Starter")
                .assumedBy(new AccountRootPrincipal())
                .build();

        launch.grantStart(starter);

        assertThatCode(test::template).doesNotThrowAnyException();
        assertThat(test.statements("Starter")).singleElement().asString().startsWith("states:StartExecution on ");
    }
}
