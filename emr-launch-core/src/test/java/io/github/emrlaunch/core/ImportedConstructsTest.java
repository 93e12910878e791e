package io.github.emrlaunch.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.launch.IEmrLaunchFunction;
import io.github.emrlaunch.core.notebook.INotebookCluster;
import io.github.emrlaunch.core.notebook.NotebookCluster;
import io.github.emrlaunch.core.pipeline.EmrStep;
import io.github.emrlaunch.core.pipeline.IClusterPipeline;
import io.github.emrlaunch.core.pipeline.PersistentClusterPipeline;
import io.github.emrlaunch.core.pipeline.Phase;
import io.github.emrlaunch.core.pipeline.TransientClusterPipeline;
import io.github.emrlaunch.core.profile.Variant;
import io.github.emrlaunch.core.serverless.ApplicationType;
import io.github.emrlaunch.core.serverless.ServerlessApplication;
import io.github.emrlaunch.core.serverless.ServerlessJobFunction;
import io.github.emrlaunch.core.serverless.ServerlessJobRole;
import io.github.emrlaunch.core.serverless.SparkJob;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.PipelineLaunch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Fn;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;

/** Constructs of other apps are imported by ARN or name. Nothing is read during synthesis. */
class ImportedConstructsTest {
    private static final String MACHINES = "arn:aws:states:eu-west-1:123456789012:stateMachine:";
    private static final String HERE = "arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:stateMachine:";

    private final TestStack test = TestStack.create();

    private Role caller() {
        return Role.Builder.create(test.stack(), "Caller")
                .assumedBy(new ServicePrincipal("lambda.amazonaws.com"))
                .build();
    }

    @Test
    void launchFunctionFromArnHasNameAndGrantsStart() {
        IEmrLaunchFunction launch =
                EmrLaunchFunction.fromStateMachineArn(test.stack(), "Launch", MACHINES + "analytics_nightly");

        launch.grantStart(caller());

        assertThat(launch.getNamespace()).isEqualTo("analytics");
        assertThat(launch.getLaunchFunctionName()).isEqualTo("nightly");
        assertThat(launch.getEnv().getAccount()).isEqualTo("123456789012");
        assertThat(launch.getEnv().getRegion()).isEqualTo("eu-west-1");
        assertThat(test.statements("Caller"))
                .containsExactly("states:StartExecution on " + MACHINES + "analytics_nightly");
    }

    @Test
    void pipelineUsesLaunchFunctionOfAnotherApp() {
        TransientClusterPipeline.Builder.create(test.stack(), "Pipeline")
                .pipelineName("pipeline")
                .launchFunction(EmrLaunchFunction.fromStateMachineArn(
                        test.stack(), "Launch", MACHINES + "data_lake_nightly", "data_lake"))
                .phases(Phase.of("Work", EmrStep.of("Step", "s3://jobs/job.jar")))
                .build();

        String role = test.properties("AWS::IAM::Role").toString();
        assertThat(role)
                .contains(
                        MACHINES + "data_lake_nightly",
                        "arn:aws:states:eu-west-1:123456789012:execution:data_lake_nightly:"
                                + PipelineLaunch.prefix("pipeline_default_pipeline") + "*",
                        "emr-launch:execution");
        assertThat(TestStack.text(test.properties("AWS::StepFunctions::StateMachine")
                        .get(0)
                        .path("DefinitionString")))
                .contains("Launches a cluster by data_lake/nightly");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nightly", MACHINES, MACHINES + "nightly", MACHINES + "a_b:1", "arn:aws:s3:::a_b"})
    void rejectsInvalidArnForLaunchFunction(String arn) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmrLaunchFunction.fromStateMachineArn(test.stack(), "Launch", arn))
                .withMessageStartingWith("Stack/Launch: 'stateMachineArn' must ")
                .withMessageEndingWith(", got: " + arn);
    }

    /** A grant to start one would allow starting the other. */
    @ParameterizedTest
    @CsvSource({"pipeline_analytics_nightly, pipeline", "serverless_analytics_sum, serverless job function"})
    void rejectsArnOfPipelineOrJobFunctionForLaunchFunction(String machine, String owner) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmrLaunchFunction.fromStateMachineArn(test.stack(), "Launch", MACHINES + machine))
                .withMessage(
                        "Stack/Launch: 'stateMachineArn' must be that of a launch function, got that of a %s: %s%s",
                        owner, MACHINES, machine);
    }

    @Test
    void rejectsLaunchFunctionArnWithoutKnownName() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> EmrLaunchFunction.fromStateMachineArn(test.stack(), "Launch", Fn.importValue("Machine")))
                .withMessageEndingWith("got: <known at deployment>");
        assertThat(EmrLaunchFunction.fromStateMachineArn(
                                test.stack(),
                                "Launch",
                                "arn:aws:states:%s:%s:stateMachine:default_nightly"
                                        .formatted(Aws.REGION, Aws.ACCOUNT_ID))
                        .getLaunchFunctionName())
                .isEqualTo("nightly");
    }

    @Test
    void pipelinesFromArnHaveNameAndGrantStartAndRead() {
        IClusterPipeline byArn = TransientClusterPipeline.fromStateMachineArn(
                test.stack(), "ByArn", MACHINES + "pipeline_analytics_nightly");
        IClusterPipeline inNamespace = PersistentClusterPipeline.fromStateMachineArn(
                test.stack(), "InNamespace", MACHINES + "pipeline_data_lake_hourly", "data_lake");
        Role caller = caller();

        byArn.grantStart(caller);
        inNamespace.grantStart(caller);
        byArn.grantRead(caller);

        assertThat(byArn.getPipelineName()).isEqualTo("nightly");
        assertThat(byArn.getNamespace()).isEqualTo("analytics");
        assertThat(inNamespace.getPipelineName()).isEqualTo("hourly");
        assertThat(inNamespace.getNamespace()).isEqualTo("data_lake");
        assertThat(test.statements("Caller"))
                .contains(
                        "states:StartExecution on %spipeline_analytics_nightly".formatted(MACHINES),
                        "states:StartExecution on %spipeline_data_lake_hourly".formatted(MACHINES))
                .anySatisfy(statement ->
                        assertThat(statement).contains("parameter/emr_launch/pipelines/analytics/nightly "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nightly",
                MACHINES,
                MACHINES + "default_nightly",
                MACHINES + "pipeline_nightly",
                MACHINES + "pipeline_analytics_",
                MACHINES + "pipeline_analytics_nightly.v2",
                "arn:aws:s3:::pipeline_a_b"
            })
    void rejectsInvalidArnForPipeline(String arn) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TransientClusterPipeline.fromStateMachineArn(test.stack(), "Odd", arn))
                .withMessageStartingWith("Stack/Odd: 'stateMachineArn' must ")
                .withMessageEndingWith(", got: " + arn);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TransientClusterPipeline.fromStateMachineArn(
                        test.stack(), "Other", MACHINES + "pipeline_data_lake_hourly", "lake"))
                .withMessageContaining("the name of a pipeline's state machine in namespace 'lake'");
    }

    @Test
    void notebookClusterFromNameGrantsStartAndReadOfPasswords() {
        INotebookCluster lab = NotebookCluster.fromClusterName(test.stack(), "Lab", "lab", "science");
        Role caller = caller();

        lab.grantStart(caller);
        lab.getLaunchFunction().grantStart(caller);
        lab.getPasswordSecret("philipp").grantRead(caller);

        assertThat(lab.getPasswordSecret("philipp")).isSameAs(lab.getPasswordSecret("philipp"));
        assertThat(test.statements("Caller"))
                .containsExactly(
                        "states:StartExecution on %spipeline_science_lab-notebooks".formatted(HERE),
                        "states:StartExecution on %sscience_lab".formatted(HERE),
                        "secretsmanager:GetSecretValue secretsmanager:DescribeSecret on "
                                + "arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:"
                                + "emr-launch/notebooks/science/lab/philipp-??????");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lab.getPasswordSecret("Philipp"))
                .withMessageContaining("use 'philipp'");
    }

    @Test
    void jobRoleFromArnAcceptsGrantsAndRunsJobs() {
        ServerlessJobRole role =
                ServerlessJobRole.fromRoleArn(test.stack(), "JobRole", "arn:aws:iam::123456789012:role/jobs");
        role.grantRead(Variant.bucket(test.stack(), "input"), "in/*").grantGlueDatabases("sales");
        ServerlessJobFunction.Builder.create(test.stack(), "Function")
                .jobFunctionName("aggregate")
                .application(ServerlessApplication.fromApplicationId(
                        test.stack(), "Application", "00f1abcd", ApplicationType.SPARK))
                .jobRole(role)
                .job(SparkJob.at("s3://code/job.py"))
                .build();

        assertThat(test.properties("AWS::IAM::Policy")).singleElement().satisfies(policy -> {
            assertThat(Json.write(policy)).contains("in/*", "database/sales");
            assertThat(policy.path("Roles").toString()).isEqualTo("[\"jobs\"]");
        });
        assertThat(test.properties("AWS::IAM::Role").toString()).contains("arn:aws:iam::123456789012:role/jobs");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerlessJobRole.fromRoleArn(test.stack(), "Odd", "jobs"))
                .withMessageStartingWith("Stack/Odd: ");
    }
}
