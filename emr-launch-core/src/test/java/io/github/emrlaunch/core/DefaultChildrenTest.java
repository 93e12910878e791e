package io.github.emrlaunch.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.IResource;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Resource;
import software.constructs.IConstruct;

/** Constructs are CDK resources: each has a stack, an environment, and its main resource as the default child. */
class DefaultChildrenTest {
    private final TestStack test = TestStack.create();

    @ParameterizedTest
    @CsvSource({
        "ClusterConfiguration, AWS::SSM::Parameter",
        "EmrLaunchFunction, AWS::StepFunctions::StateMachine",
        "EmrProfile, AWS::EMR::SecurityConfiguration",
        "NotebookCluster, AWS::StepFunctions::StateMachine",
        "NotebookStudio, AWS::EMR::Studio",
        "PersistentClusterPipeline, AWS::StepFunctions::StateMachine",
        "ServerlessApplication, AWS::EMRServerless::Application",
        "ServerlessJobFunction, AWS::StepFunctions::StateMachine",
        "ServerlessJobRole, AWS::IAM::Role",
        "TransientClusterPipeline, AWS::StepFunctions::StateMachine",
    })
    void constructHasMainResourceAsDefaultChild(String construct, String type) throws ReflectiveOperationException {
        IConstruct built = RefusedBuildersTest.build(construct, test);

        assertThat(built.getNode().getDefaultChild())
                .isInstanceOfSatisfying(CfnResource.class, resource -> assertThat(resource.getCfnResourceType())
                        .isEqualTo(type));
        assertThat(built).isInstanceOfSatisfying(IResource.class, resource -> {
            assertThat(resource.getStack()).isSameAs(test.stack());
            assertThat(resource.getEnv().getRegion()).isEqualTo(test.stack().getRegion());
        });
        assertThat(Resource.isResource(built)).isTrue();
    }

    @Test
    void removalPolicyAppliesToDefaultChild() {
        test.profile().applyRemovalPolicy(RemovalPolicy.RETAIN);
        test.configuration().build().applyRemovalPolicy(RemovalPolicy.RETAIN);

        assertThat(test.resources().properties().stream()
                        .map(Map.Entry::getValue)
                        .filter(resource ->
                                resource.path("DeletionPolicy").asText().equals("Retain"))
                        .map(resource -> resource.path("Type").asText()))
                .containsExactlyInAnyOrder("AWS::EMR::SecurityConfiguration", "AWS::SSM::Parameter");
    }
}
