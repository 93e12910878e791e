package io.github.emrlaunch.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.core.profile.IEmrProfile;
import io.github.emrlaunch.core.profile.InTransitEncryption;
import io.github.emrlaunch.core.profile.RuntimeRoles;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awscdk.Lazy;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.stepfunctions.DefinitionBody;
import software.amazon.awscdk.services.stepfunctions.IChainable;
import software.amazon.awscdk.services.stepfunctions.StateMachine;
import software.constructs.Construct;

/** Steps with and without a role on clusters with and without runtime roles, for each construct that adds steps. */
class StepRoleRulesTest {
    private static final Path STORED_BY_PYTHON =
            Path.of("../emr-launch-definitions/src/test/resources/python-2.0.1-generated");

    private final TestStack test = TestStack.create();
    private final IRole role = Role.fromRoleArn(test.stack(), "Role", "arn:aws:iam::123456789012:role/job");

    /** A construct that adds a step to clusters of a launch function. */
    enum Adder {
        TRANSIENT {
            @Override
            void add(Construct scope, EmrLaunchFunction launch, EmrStep step) {
                TransientClusterPipeline.Builder.create(scope, "Adder")
                        .pipelineName("pipeline")
                        .launchFunction(launch)
                        .phases(Phase.of("Work", step))
                        .build();
            }
        },
        PERSISTENT {
            @Override
            void add(Construct scope, EmrLaunchFunction launch, EmrStep step) {
                PersistentClusterPipeline.Builder.create(scope, "Adder")
                        .pipelineName("pipeline")
                        .launchFunction(launch)
                        .phases(Phase.of("Work", step).validatedBy(step.named("Check")))
                        .build();
            }
        },
        PERSISTENT_BY_ID {
            @Override
            void add(Construct scope, EmrLaunchFunction launch, EmrStep step) {
                PersistentClusterPipeline.Builder.create(scope, "Adder")
                        .pipelineName("pipeline")
                        .clusterId("j-1")
                        .emrProfile(launch.getEmrProfile())
                        .phases(Phase.of("Work", step))
                        .build();
            }
        },
        TASK {
            @Override
            void add(Construct scope, EmrLaunchFunction launch, EmrStep step) {
                machine(scope, EmrTasks.addStep(scope, "Adder", EmrCluster.launchedBy(launch), step));
            }
        },
        TASK_WITH_PROFILE {
            @Override
            void add(Construct scope, EmrLaunchFunction launch, EmrStep step) {
                machine(
                        scope,
                        EmrTasks.addStep(
                                scope, "Adder", EmrCluster.ofId("j-1").withProfile(launch.getEmrProfile()), step));
            }
        },
        PHASES {
            @Override
            void add(Construct scope, EmrLaunchFunction launch, EmrStep step) {
                machine(
                        scope,
                        EmrChains.phases(
                                scope, "Adder", EmrCluster.launchedBy(launch), List.of(Phase.of("Work", step))));
            }
        },
        STEP_WITH_OVERRIDES {
            @Override
            void add(Construct scope, EmrLaunchFunction launch, EmrStep step) {
                machine(scope, EmrChains.addStepWithOverrides(scope, "Adder", EmrCluster.launchedBy(launch), step));
            }
        };

        abstract void add(Construct scope, EmrLaunchFunction launch, EmrStep step);

        private static void machine(Construct scope, IChainable states) {
            StateMachine.Builder.create(scope, "Machine")
                    .definitionBody(DefinitionBody.fromChainable(states))
                    .build();
        }
    }

    private EmrLaunchFunction launch(EmrProfile.Builder profile) {
        return launch(profile, test.configuration().build());
    }

    private EmrLaunchFunction launch(EmrProfile.Builder profile, ClusterConfiguration configuration) {
        return launch(profile.build(), configuration);
    }

    private EmrLaunchFunction launch(IEmrProfile profile, ClusterConfiguration configuration) {
        return EmrLaunchFunction.Builder.create(test.stack(), "Launch")
                .launchFunctionName("nightly")
                .emrProfile(profile)
                .clusterConfiguration(configuration)
                .build();
    }

    private EmrProfile.Builder profile() {
        return EmrProfile.Builder.create(test.stack(), "Profile")
                .profileName("etl")
                .vpc(test.vpc());
    }

    private EmrProfile.Builder withRoles() {
        return profile()
                .inTransitEncryption(InTransitEncryption.pem(
                        Bucket.fromBucketName(test.stack(), "Certificates", "certificates"), "tls.zip"))
                .runtimeRoles(RuntimeRoles.of(role));
    }

    @ParameterizedTest
    @EnumSource(Adder.class)
    void rejectsStepWithoutRoleIfProfileHasRuntimeRoles(Adder adder) {
        EmrLaunchFunction launch = launch(withRoles());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> adder.add(test.stack(), launch, EmrStep.of("Job", "a.jar")))
                .withMessageStartingWith(
                        "Stack/Adder: Step 'Job' has no role, but EMR requires one for each step on clusters of the profile 'default/etl'")
                .withMessageContaining("withExecutionRole");
        adder.add(test.stack(), launch, EmrStep.of("Job", "a.jar").withExecutionRole(role));
    }

    @ParameterizedTest
    @EnumSource(Adder.class)
    void rejectsStepWithRoleIfProfileHasNoRuntimeRoles(Adder adder) {
        EmrLaunchFunction launch = launch(profile());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> adder.add(
                        test.stack(), launch, EmrStep.of("Job", "a.jar").withExecutionRole(role)))
                .withMessageContaining("has a role, but EMR refuses it on clusters of the profile 'default/etl'")
                .withMessageContaining("runtimeRoles(RuntimeRoles.of(…))");
    }

    @ParameterizedTest
    @EnumSource(
            value = Adder.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"PERSISTENT_BY_ID", "TASK_WITH_PROFILE"})
    void stepWithoutRoleRunsAsRoleOfClusterConfiguration(Adder adder) {
        EmrLaunchFunction launch =
                launch(withRoles(), test.configuration().stepExecutionRole(role).build());

        adder.add(test.stack(), launch, EmrStep.of("Job", "a.jar"));

        assertThat(test.properties("AWS::StepFunctions::StateMachine"))
                .extracting(machine -> TestStack.text(machine.path("DefinitionString")))
                .anySatisfy(definition -> assertThat(definition)
                        .contains("addStep", "\"ExecutionRoleArn\":\"arn:aws:iam::123456789012:role/job\""));
    }

    /** A document of the Python library has nothing about a custom security configuration, and its runtime roles may be a token. */
    @ParameterizedTest
    @EnumSource(Adder.class)
    void acceptsStepsIfRuntimeRolesAreUnknown(Adder adder) {
        IEmrProfile stored = EmrProfile.fromStoredProfile(test.loadingFrom(STORED_BY_PYTHON), "Stored", "sse-s3");
        EmrProfile custom = profile()
                .customSecurityConfiguration(
                        Map.of("AuthorizationConfiguration", Lazy.any(() -> Map.of("IAMConfiguration", Map.of()))))
                .build();

        for (IEmrProfile profile : List.of(stored, custom)) {
            profile.authorizeRuntimeRole(role);
        }
        adder.add(
                test.stack(),
                launch(stored, test.configuration().stepExecutionRole(role).build()),
                EmrStep.of("Job", "a.jar").withExecutionRole(role));
        StepRoleRules.require(custom, List.of(EmrStep.of("Job", "a.jar")));
        StepRoleRules.require(custom, List.of(EmrStep.of("Job", "a.jar").withExecutionRole(role)));

        assertThat(test.statements("ProfileInstanceRole"))
                .contains("sts:AssumeRole sts:TagSession on " + role.getRoleArn());
    }

    @ParameterizedTest
    @EnumSource(Adder.class)
    void rejectsStepWithoutRoleIfCustomSecurityConfigurationHasRoles(Adder adder) {
        EmrLaunchFunction launch = launch(profile()
                .customSecurityConfiguration(Map.of(
                        "AuthorizationConfiguration",
                        Map.of("IAMConfiguration", Map.of("EnableApplicationScopedIAMRole", "true")))));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> adder.add(test.stack(), launch, EmrStep.of("Job", "a.jar")))
                .withMessageContaining("has no role, but EMR requires");
        adder.add(test.stack(), launch, EmrStep.of("Job", "a.jar").withExecutionRole(role));
    }
}
