package io.github.emrlaunch.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.emrlaunch.core.cluster.BootstrapAction;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.controlplane.ControlPlane;
import io.github.emrlaunch.core.function.FunctionSettings;
import io.github.emrlaunch.core.internal.Tokens;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.pipeline.EmrStep;
import io.github.emrlaunch.core.pipeline.PersistentClusterPipeline;
import io.github.emrlaunch.core.pipeline.Phase;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.core.profile.InTransitEncryption;
import io.github.emrlaunch.core.profile.RuntimeRoles;
import io.github.emrlaunch.core.serverless.ServerlessApplication;
import io.github.emrlaunch.core.serverless.ServerlessJobRole;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.CfnParameter;
import software.amazon.awscdk.Fn;
import software.amazon.awscdk.Stage;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.iam.FromRoleArnOptions;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.s3.Bucket;
import software.constructs.Construct;

/** Errors and warnings contain paths of constructs, each once, and no tokens. */
class MessagesTest {
    private final TestStack test = TestStack.create();

    @SuppressWarnings("deprecation") // The CDK has no other way to what it found.
    private List<String> warnings() {
        return Annotations.fromStack(test.stack()).findWarning("*", Match.anyValue()).stream()
                .map(message -> String.valueOf(message.getEntry().getData()))
                .toList();
    }

    @Test
    void tokensAreReplacedByConstructPaths() {
        Bucket bucket = new Bucket(test.stack(), "Data");
        CfnParameter parameter = new CfnParameter(test.stack(), "Name");
        CfnParameter number = CfnParameter.Builder.create(test.stack(), "Count")
                .type("Number")
                .build();

        assertThat(Tokens.readable("s3://%s/code".formatted(bucket.getBucketName())))
                .isEqualTo("s3://<Stack/Data>/code");
        assertThat(Tokens.readable(bucket.getBucketArn())).isEqualTo("<Stack/Data.Arn>");
        assertThat(Tokens.readable(parameter.getValueAsString())).isEqualTo("<Stack/Name>");
        assertThat(Tokens.readable("got: " + number.getValueAsNumber())).isEqualTo("got: <Stack/Count>");
        assertThat(Tokens.readable(Aws.REGION + "." + Aws.URL_SUFFIX)).isEqualTo("<AWS::Region>.<AWS::URLSuffix>");
        assertThat(Tokens.readable(test.stack().getRegion())).isEqualTo("<AWS::Region>");
        assertThat(Tokens.readable(Fn.importValue("Name"))).isEqualTo("<known at deployment>");
        assertThat(Tokens.readable("no token: ${x} -1.5E10")).isEqualTo("no token: ${x} -1.5E10");
    }

    @Test
    void warningsContainConstructPathsInsteadOfTokens() {
        Bucket bucket = new Bucket(test.stack(), "Data");
        EmrProfile profile = EmrProfile.Builder.create(test.stack(), "Profile")
                .profileName("etl")
                .vpc(test.vpc())
                .instanceRole(Role.fromRoleArn(
                        test.stack(),
                        "Given",
                        "arn:aws:iam::123456789012:role/given",
                        FromRoleArnOptions.builder().mutable(false).build()))
                .inTransitEncryption(InTransitEncryption.pem(bucket, "certificates.zip"))
                .runtimeRoles(RuntimeRoles.of(Role.fromRoleName(test.stack(), "Step", "step")))
                .securityGroups(
                        SecurityGroup.fromSecurityGroupId(test.stack(), "Master", Fn.importValue("Master")),
                        SecurityGroup.fromSecurityGroupId(test.stack(), "Workers", "sg-0123456789abcdef1"))
                .build();
        EmrLaunchFunction.Builder.create(test.stack(), "Launch")
                .launchFunctionName("nightly")
                .emrProfile(profile)
                .clusterConfiguration(test.configuration()
                        .bootstrapActions(
                                BootstrapAction.of("install", EmrCode.fromBucket(bucket, "code"), "install.sh"))
                        .build())
                .build();

        assertThat(warnings())
                .anySatisfy(warning ->
                        assertThat(warning).contains("s3:GetObject on s3://<Stack/Data>/code/*, or bootstrap actions"))
                .anySatisfy(warning -> assertThat(warning).contains("The security group <known at deployment> is not"))
                .noneSatisfy(warning -> assertThat(warning).contains("Token["));
    }

    @Test
    void errorsContainConstructPathsInsteadOfTokens() {
        CfnParameter parameter = new CfnParameter(test.stack(), "Name");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> PersistentClusterPipeline.Builder.create(test.stack(), "Pipeline")
                        .pipelineName("pipeline")
                        .clusterName(parameter.getValueAsString())
                        .phases(Phase.of("Work", EmrStep.of("Step", "s3://jobs/job.jar")))
                        .build())
                .withMessageStartingWith("Stack/Pipeline: 'clusterName' '<Stack/Name>' selects one of the clusters");
    }

    static List<Construct> scopesWithoutAStack() {
        App app = new App();
        return List.of(app, new Stage(app, "Dev"));
    }

    @ParameterizedTest
    @MethodSource("scopesWithoutAStack")
    void rejectsScopeOutsideStack(Construct scope) {
        String path = scope instanceof App ? "Built" : "Dev/Built";

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ControlPlane.Builder.create(scope, "Built").build())
                .withMessage(path + ": The scope must be a stack, or something in a stack; it is the app or a stage. "
                        + "Create a stack in it: new Stack(app, \"Emr\")");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> ServerlessJobRole.Builder.create(scope, "Built").build())
                .withMessageStartingWith(path + ": The scope must be a stack");
        assertThat(scope.getNode().tryFindChild("Built")).isNull();
    }

    @Test
    void rejectsDuplicateIdAndKeepsFirstConstruct() {
        ClusterConfiguration first = test.configuration().build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> test.configuration().build())
                .withMessage(
                        "Stack/Configuration: The scope has a construct with the id 'Configuration'. Choose another id");
        assertThat(test.stack().getNode().tryFindChild("Configuration")).isSameAs(first);
    }

    @Test
    void cdkErrorsStartWithConstructPath() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerlessApplication.Builder.create(test.stack(), "Application")
                        .applicationName("batch")
                        .releaseLabel("emr-7.12.0")
                        .vpc(test.vpc())
                        .vpcSubnets(SubnetSelection.builder()
                                .subnetGroupName("Data")
                                .build())
                        .build())
                .withMessageStartingWith("Stack/Application: ")
                .withMessageContaining("There are no subnet groups with name 'Data' in this VPC")
                .withMessageMatching("[^\n]*");
    }

    @Test
    void errorsUseTheAppInsteadOfEmptyPath() {
        App app = new App();
        FunctionSettings.builder().build().applyTo(app);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> FunctionSettings.builder().build().applyTo(app))
                .withMessage("The app has function settings already: apply all settings at once");
    }

    /** The AWS SDK's message starts with the list of its providers. */
    @Test
    void errorForMissingRegionExplainsSolutions() {
        String region = System.clearProperty("aws.region");
        System.setProperty("aws.disableEc2Metadata", "true");
        try {
            assumeThat(System.getenv()).doesNotContainKeys("AWS_REGION", "AWS_PROFILE", "AWS_CONFIG_FILE");
            assumeThat(Path.of(System.getProperty("user.home"), ".aws")).doesNotExist();

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> EmrProfile.fromStoredProfile(test.stack(), "Loaded", "etl"))
                    .withMessage(
                            "Stack/Loaded: '/emr_launch/emr_profiles/default/etl' can't be read from Parameter Store: "
                                    + "no region is known. Give the stack an 'env' with the region, or set AWS_REGION or a profile "
                                    + "with a region. Or set the context key 'emr-launch:definitions-directory' to a directory of "
                                    + "definitions");
        } finally {
            System.clearProperty("aws.disableEc2Metadata");
            if (region != null) {
                System.setProperty("aws.region", region);
            }
        }
    }
}
