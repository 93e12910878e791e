package io.github.emrlaunch.core.stacks;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.core.TestApp;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.notebook.NotebookCluster;
import io.github.emrlaunch.core.pipeline.EmrStep;
import io.github.emrlaunch.core.pipeline.Phase;
import io.github.emrlaunch.core.pipeline.TransientClusterPipeline;
import io.github.emrlaunch.core.profile.EmrFsRoleMapping;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.core.profile.InTransitEncryption;
import io.github.emrlaunch.core.profile.RuntimeRoles;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.s3.Bucket;

/** Clusters of a profile work with roles and secrets of other stacks, which refer to the instance role by name. */
class StackCyclesIT {
    @RegisterExtension
    static final LocalAwsExtension empty = TestApp.notDeployed();

    private final LocalAws aws = empty.local();

    private static Role role(Stack stack, String id) {
        return Role.Builder.create(stack, id)
                .assumedBy(new ServicePrincipal("ec2.amazonaws.com"))
                .build();
    }

    private static void addStacks(App app, boolean isAuthorized) {
        Stack users = new Stack(app, "Users");
        Stack security = new Stack(app, "Security");
        Stack etl = new Stack(app, "Etl");
        Vpc vpc = Vpc.Builder.create(security, "Vpc").maxAzs(1).natGateways(1).build();
        EmrProfile profile = EmrProfile.Builder.create(security, "Profile")
                .profileName("etl")
                .vpc(vpc)
                .inTransitEncryption(InTransitEncryption.pem(new Bucket(security, "Certificates"), "tls.zip"))
                .runtimeRoles(RuntimeRoles.of())
                .emrFsRoleMappings(EmrFsRoleMapping.forUsers(role(users, "Alice"), "alice"))
                .build();
        Role step = role(etl, "Step");
        if (isAuthorized) {
            profile.authorizeRuntimeRole(step);
        }
        TransientClusterPipeline.Builder.create(etl, "Pipeline")
                .pipelineName("pipeline")
                .launchFunction(EmrLaunchFunction.Builder.create(etl, "Launch")
                        .launchFunctionName("nightly")
                        .emrProfile(profile)
                        .clusterConfiguration(ClusterConfiguration.Builder.create(etl, "Configuration")
                                .configurationName("small")
                                .releaseLabel("emr-7.12.0")
                                .applications("Spark")
                                .instanceGroups(InstanceGroup.master("m7g.xlarge"))
                                .subnets(vpc.getPrivateSubnets().get(0))
                                .build())
                        .build())
                .phases(Phase.of("Work", EmrStep.of("Step", "s3://jobs/job.jar").withExecutionRole(step)))
                .build();
    }

    /** Synthesizes and deploys the app. Returns whether a step ran with a role of the pipeline's stack. */
    private String run(boolean isAuthorized) {
        aws.deploy(empty.synthesize(app -> addStacks(app, isAuthorized)));
        LocalExecution execution = empty.run("pipeline_default_pipeline", "{}");
        return execution.status() + " " + execution.cause();
    }

    private static void addNotebooks(App app) {
        Stack security = new Stack(app, "Security");
        Stack lab = new Stack(app, "Lab");
        Vpc vpc = Vpc.Builder.create(security, "Vpc").maxAzs(1).natGateways(1).build();
        NotebookCluster.Builder.create(lab, "Notebooks")
                .clusterName("lab")
                .emrProfile(EmrProfile.Builder.create(security, "Profile")
                        .profileName("notebooks")
                        .vpc(vpc)
                        .httpPutResponseHopLimit(2)
                        .build())
                .releaseLabel("emr-7.12.0")
                .notebooksBucket(new Bucket(lab, "Bucket"))
                .instanceGroups(InstanceGroup.master("m7g.xlarge"))
                .subnets(vpc.getPrivateSubnets().get(0))
                .users("philipp")
                .sshFrom("203.0.113.0/24")
                .build();
    }

    @Test
    void notebookClusterStartsWithProfileOfOtherStack() {
        aws.deploy(empty.synthesize(StackCyclesIT::addNotebooks));

        LocalExecution execution = empty.run("pipeline_default_lab-notebooks", "{}");

        assertThat(execution.status())
                .as("%s %s", execution.error(), execution.cause())
                .isEqualTo("SUCCEEDED");
    }

    @Test
    void stepRunsAsRuntimeRoleOfOtherStack() {
        assertThat(run(true)).isEqualTo("SUCCEEDED null");
    }

    @Test
    void stepFailsWithRoleThatDoesNotTrustInstanceRole() {
        assertThat(run(false)).startsWith("FAILED").contains("not authorized to assume the runtime role");
    }
}
