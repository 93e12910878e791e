package io.github.emrlaunch.core.stacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.emrlaunch.core.TestApp;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.IClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.launch.IEmrLaunchFunction;
import io.github.emrlaunch.core.pipeline.EmrStep;
import io.github.emrlaunch.core.pipeline.EmrTasks;
import io.github.emrlaunch.core.pipeline.PersistentClusterPipeline;
import io.github.emrlaunch.core.pipeline.Phase;
import io.github.emrlaunch.core.pipeline.TransientClusterPipeline;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.core.profile.IEmrProfile;
import io.github.emrlaunch.core.serverless.ApplicationType;
import io.github.emrlaunch.core.serverless.ServerlessApplication;
import io.github.emrlaunch.core.serverless.ServerlessJobFunction;
import io.github.emrlaunch.core.serverless.ServerlessJobRole;
import io.github.emrlaunch.core.serverless.SparkJob;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.Stage;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;
import software.amazon.awscdk.services.ec2.ISubnet;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.PrivateSubnet;
import software.amazon.awscdk.services.ec2.Subnet;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.ec2.VpcAttributes;
import software.amazon.awscdk.services.ec2.VpcLookupOptions;
import software.amazon.awscdk.services.iam.FromRoleArnOptions;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketAttributes;
import software.amazon.awscdk.services.s3.IBucket;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.amazon.awscdk.services.secretsmanager.SecretAttributes;
import software.constructs.Construct;

/** The resources of a launch are in its account, region, stage and VPC, and are deployed before it. */
class StackRelationsTest {
    private static final String ACCOUNT = "111111111111";
    private static final String REGION = "eu-west-1";
    private static final Path STORED = Path.of("../emr-launch-definitions/src/test/resources/python-2.0.1");

    private final App app = new App();
    private final Stack own = stack("Own", ACCOUNT, REGION);

    private Stack stack(String id, String account, String region) {
        return TestApp.stack(app, id, account, region);
    }

    private static IVpc vpc(Construct scope, String id) {
        return Vpc.fromVpcAttributes(
                scope,
                "Vpc-" + id,
                VpcAttributes.builder()
                        .vpcId(id)
                        .availabilityZones(List.of("eu-west-1a"))
                        .privateSubnetIds(List.of("subnet-0123456789abcdef0"))
                        .build());
    }

    private static EmrProfile profile(Construct scope) {
        return EmrProfile.Builder.create(scope, "Profile")
                .profileName("etl")
                .vpc(vpc(scope, "vpc-1"))
                .build();
    }

    private static ClusterConfiguration configuration(Construct scope) {
        return configuration(scope, Subnet.fromSubnetId(scope, "Subnet", "subnet-0123456789abcdef0"));
    }

    private static ClusterConfiguration configuration(Construct scope, ISubnet subnet) {
        return ClusterConfiguration.Builder.create(scope, "Configuration")
                .configurationName(scope.getNode().getId())
                .releaseLabel("emr-7.12.0")
                .instanceGroups(InstanceGroup.master("m7g.xlarge"))
                .subnets(subnet)
                .build();
    }

    private static EmrLaunchFunction launch(Construct scope, IEmrProfile profile, IClusterConfiguration configuration) {
        return EmrLaunchFunction.Builder.create(scope, "Launch")
                .launchFunctionName("nightly")
                .emrProfile(profile)
                .clusterConfiguration(configuration)
                .build();
    }

    private static Phase phase() {
        return Phase.of("Work", EmrStep.of("Step", "s3://jobs/job.jar"));
    }

    @ParameterizedTest
    @CsvSource({"222222222222,eu-west-1", "111111111111,us-east-1"})
    void rejectsProfileOfOtherAccountOrRegion(String account, String region) {
        EmrProfile elsewhere = profile(stack("Other", account, region));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> launch(own, elsewhere, configuration(own)))
                .withMessage(
                        ("Own/Launch: 'emrProfile' Other/Profile is in account %s and region %s, and stack 'Own' is in account"
                                        + " 111111111111 and region eu-west-1: both must be in one account and region, where a launch"
                                        + " reads its definitions and roles. Build it in, or load it from, the account and region of"
                                        + " 'Own'")
                                .formatted(account, region));
        assertThat(own.getNode().tryFindChild("Launch")).isNull();
    }

    @Test
    void rejectsConfigurationOfOtherRegion() {
        ClusterConfiguration elsewhere = configuration(stack("Other", ACCOUNT, "us-east-1"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> launch(own, profile(own), elsewhere))
                .withMessageStartingWith(
                        "Own/Launch: 'clusterConfiguration' Other/Configuration is in account 111111111111 and"
                                + " region us-east-1");
    }

    @Test
    void rejectsProfileLoadedInOtherRegion() {
        Stack other = stack("Other", "123456789012", "us-east-1");
        Stack here = stack("Here", "123456789012", REGION);
        IEmrProfile loaded =
                EmrProfile.fromStoredProfile(TestStack.loadingFrom(STORED, other), "Profile", "sse-s3-profile");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> launch(here, loaded, configuration(here)))
                .withMessageContaining("region us-east-1, and stack 'Here'");
    }

    @Test
    void rejectsPipelineAndTaskOfOtherRegion() {
        Stack other = stack("Other", ACCOUNT, "us-east-1");
        EmrLaunchFunction launch = launch(own, profile(own), configuration(own));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> TransientClusterPipeline.Builder.create(other, "Pipeline")
                        .pipelineName("pipeline")
                        .launchFunction(launch)
                        .phases(phase())
                        .build())
                .withMessageStartingWith("Other/Pipeline: 'launchFunction' Own/Launch is in account");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PersistentClusterPipeline.Builder.create(other, "Persistent")
                        .pipelineName("persistent")
                        .anyClusterNamed("cluster")
                        .emrProfile(launch.getEmrProfile())
                        .phases(phase())
                        .build())
                .withMessageStartingWith("Other/Persistent: 'emrProfile' Own/Profile is in account");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmrTasks.startLaunch(other, "Task", launch))
                .withMessageStartingWith("Other/Task: 'launchFunction' Own/Launch is in account");
        assertThat(other.getNode().getChildren()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"us-east-1,111111111111", "eu-west-1,222222222222"})
    void rejectsImportedLaunchFunctionOfOtherAccountOrRegion(String region, String account) {
        IEmrLaunchFunction imported = EmrLaunchFunction.fromStateMachineArn(
                own, "Imported", "arn:aws:states:%s:%s:stateMachine:default_nightly".formatted(region, account));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> TransientClusterPipeline.Builder.create(own, "Pipeline")
                        .pipelineName("pipeline")
                        .launchFunction(imported)
                        .phases(phase())
                        .build())
                .withMessageStartingWith("Own/Pipeline: 'launchFunction' Own/Imported is in account %s and region %s"
                        .formatted(account, region));
    }

    @Test
    void rejectsServerlessApplicationOfOtherRegion() {
        Stack other = stack("Other", ACCOUNT, "us-east-1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerlessJobFunction.Builder.create(own, "Job")
                        .jobFunctionName("job")
                        .application(ServerlessApplication.fromApplicationId(
                                other, "Application", "00f1", ApplicationType.SPARK))
                        .jobRole(ServerlessJobRole.Builder.create(own, "Role").build())
                        .job(SparkJob.at("s3://code/job.py"))
                        .build())
                .withMessageStartingWith(
                        "Own/Job: 'application' Other/Application is in account 111111111111 and region us-east-1");
    }

    @Test
    void rejectsVpcAndSubnetOfOtherRegion() {
        IVpc elsewhere = vpc(stack("Other", ACCOUNT, "us-east-1"), "vpc-1");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmrProfile.Builder.create(own, "Profile")
                        .profileName("etl")
                        .vpc(elsewhere)
                        .build())
                .withMessageStartingWith(
                        "Own/Profile: 'vpc' Other/Vpc-vpc-1 is in region us-east-1, and stack 'Own' is in region eu-west-1");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> configuration(own, elsewhere.getPrivateSubnets().get(0)))
                .withMessageStartingWith("Own/Configuration: 'subnets' Other/Vpc-vpc-1/");
    }

    @Test
    void acceptsVpcSharedByOtherAccount() {
        IVpc shared = vpc(stack("Other", "222222222222", REGION), "vpc-1");

        EmrProfile profile = EmrProfile.Builder.create(own, "Profile")
                .profileName("etl")
                .vpc(shared)
                .build();
        launch(own, profile, configuration(own, shared.getPrivateSubnets().get(0)));

        assertThat(own.getNode().tryFindChild("Launch")).isNotNull();
    }

    @Test
    void rejectsRolesOfOtherAccount() {
        Stack other = stack("Other", "222222222222", REGION);
        Role role = Role.Builder.create(other, "Role")
                .roleName("workers")
                .assumedBy(new ServicePrincipal("emr-serverless.amazonaws.com"))
                .build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmrProfile.Builder.create(own, "Profile")
                        .profileName("etl")
                        .vpc(vpc(own, "vpc-1"))
                        .instanceRole(role)
                        .build())
                .withMessageStartingWith(
                        "Own/Profile: 'instanceRole' Other/Role is in account 222222222222, and stack 'Own' is"
                                + " in account 111111111111");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerlessJobFunction.Builder.create(own, "Job")
                        .jobFunctionName("job")
                        .application(ServerlessApplication.fromApplicationId(
                                own, "Application", "00f1", ApplicationType.SPARK))
                        .jobRole(role)
                        .job(SparkJob.at("s3://code/job.py"))
                        .build())
                .withMessageStartingWith("Own/Job: 'jobRole' Other/Role is in account 222222222222");
    }

    @Test
    void warnsAboutUnknownEnvironment() {
        Stack agnostic = new Stack(app, "Agnostic");
        launch(own, profile(own), configuration(agnostic));

        Annotations.fromStack(own)
                .hasWarning(
                        "/Own",
                        Match.stringLikeRegexp(
                                "'clusterConfiguration' Agnostic/Configuration is in account unknown and region unknown, and"
                                        + " stack 'Own' is in .*set the 'env' of both stacks.*"));
    }

    @Test
    void rejectsConfigurationOfOtherStage() {
        Stage dev = new Stage(app, "Dev");
        Stage prod = new Stage(app, "Prod");
        Stack inDev = new Stack(dev, "Stack");
        Stack inProd = new Stack(prod, "Stack");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> launch(inProd, profile(inProd), configuration(inDev)))
                .withMessage(
                        "Prod/Stack/Launch: 'clusterConfiguration' names Dev/Stack/Configuration in stage 'Dev', and stack"
                                + " 'Prod/Stack' is in stage 'Prod': stages are deployed independently. Build it in each stage, or"
                                + " load it by its name");
    }

    @Test
    void rejectsGrantForBucketOfOtherStage() {
        EmrProfile profile = profile(new Stack(new Stage(app, "Dev"), "Stack"));
        Stack inProd = new Stack(new Stage(app, "Prod"), "Stack");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> profile.authorizeInputBucket(new Bucket(inProd, "Input")))
                .withMessage(
                        "Prod/Stack/Input is in another stage than the role Dev/Stack/Profile/InstanceRole, which needs"
                                + " a grant for it: stages are deployed independently. Import it in the stage of the role");
        profile.authorizeInputBucket(Bucket.fromBucketName(inProd, "Imported", "input"));
    }

    @Test
    void rejectsCycleOfStacksWithAdvice() {
        Stack base = new Stack(app, "Base");
        Stack security = new Stack(app, "Security");
        Vpc vpc = Vpc.Builder.create(base, "Vpc").maxAzs(1).natGateways(1).build();
        EmrProfile profile = EmrProfile.Builder.create(security, "Profile")
                .profileName("etl")
                .vpc(vpc)
                .build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> launch(base, profile, configuration(base)))
                .withMessage(
                        "Base/Launch: 'emrProfile' names Security/Profile in stack 'Security', which depends on stack 'Base'"
                                + " itself. Move the resources that 'Security' uses from 'Base' to a third stack, or Security/Profile to 'Base'");
    }

    @Test
    void warnsAboutConfigurationInDependentStack() {
        Stack base = new Stack(app, "Base");
        Stack configurations = new Stack(app, "Configurations");
        Vpc vpc = Vpc.Builder.create(base, "Vpc").maxAzs(1).natGateways(1).build();
        EmrProfile profile = EmrProfile.Builder.create(base, "Profile")
                .profileName("etl")
                .vpc(vpc)
                .build();

        launch(
                base,
                profile,
                configuration(configurations, vpc.getPrivateSubnets().get(0)));

        Annotations.fromStack(base)
                .hasWarning(
                        "/Base",
                        Match.stringLikeRegexp(
                                "'clusterConfiguration' Configurations/Configuration is in stack"
                                        + " 'Configurations', which depends on stack 'Base': deploy both before the first launch.*"));
    }

    @Test
    void warnsAboutKeyOfOtherAccount() {
        profile(own).authorizeInputKey(Key.fromKeyArn(own, "Key", "arn:aws:kms:eu-west-1:222222222222:key/0d5b6a2e"));

        Annotations.fromStack(own)
                .hasWarning(
                        "/Own/Profile",
                        Match.stringLikeRegexp(
                                "The policy of the key arn:aws:kms:eu-west-1:222222222222:key/0d5b6a2e can't be"
                                        + " changed here: it must allow \\[kms:Decrypt\\] to the role .*"));
    }

    @Test
    void warnsAboutKeyAndSecretOfOtherAccountImportedInOtherStack() {
        Stack other = stack("Other", ACCOUNT, REGION);
        IKey key = Key.fromKeyArn(other, "Key", "arn:aws:kms:eu-west-1:222222222222:key/0d5b6a2e");
        ISecret secret = Secret.fromSecretAttributes(
                other,
                "Secret",
                SecretAttributes.builder()
                        .secretCompleteArn("arn:aws:secretsmanager:eu-west-1:222222222222:secret:db-AbCdEf")
                        .encryptionKey(key)
                        .build());
        profile(own).authorizeOutputKey(key).authorizeSecret(secret);

        Annotations.fromStack(own)
                .hasWarning(
                        "/Own/Profile",
                        Match.stringLikeRegexp("The policy of the key .* it must allow .*GenerateDataKey.*"));
        Annotations.fromStack(own)
                .hasWarning(
                        "/Own/Profile",
                        Match.stringLikeRegexp("The policy of the key .* it must allow \\[kms:Decrypt\\] .*"));
        Annotations.fromStack(own)
                .hasWarning(
                        "/Own/Profile",
                        Match.stringLikeRegexp(
                                "The policy of the secret arn:aws:secretsmanager:eu-west-1:222222222222:secret:db-AbCdEf .*"));
    }

    @Test
    void warnsAboutKeyOfCodeBucketInOtherAccount() {
        IBucket bucket = Bucket.fromBucketAttributes(
                own,
                "Code",
                BucketAttributes.builder()
                        .bucketName("code")
                        .encryptionKey(Key.fromKeyArn(own, "Key", "arn:aws:kms:eu-west-1:222222222222:key/0d5b6a2e"))
                        .build());
        ClusterConfiguration configuration = ClusterConfiguration.Builder.create(own, "WithCode")
                .configurationName("with-code")
                .releaseLabel("emr-7.12.0")
                .instanceGroups(InstanceGroup.master("m7g.xlarge"))
                .subnets(Subnet.fromSubnetId(own, "Subnet", "subnet-0123456789abcdef0"))
                .code(EmrCode.fromBucket(bucket, "etl"))
                .build();
        launch(own, profile(own), configuration);

        Annotations.fromStack(own)
                .hasWarning(
                        "/Own/Launch",
                        Match.stringLikeRegexp(
                                "The policy of the key arn:aws:kms:eu-west-1:222222222222:key/0d5b6a2e can't be changed here.*"));
    }

    @Test
    void addsNoPolicyToImmutableRole() {
        EmrProfile profile = EmrProfile.Builder.create(own, "Profile")
                .profileName("etl")
                .vpc(vpc(own, "vpc-1"))
                .instanceRole(Role.fromRoleArn(
                        own,
                        "Workers",
                        "arn:aws:iam::111111111111:role/workers",
                        FromRoleArnOptions.builder().mutable(false).build()))
                .build();
        Stack data = stack("Data", ACCOUNT, REGION);
        profile.authorizeInputBucket(new Bucket(data, "Input"));

        for (Stack stack : List.of(own, data)) {
            assertThat(Template.fromStack(stack).findResources("AWS::IAM::Policy"))
                    .as(stack.getStackName())
                    .isEmpty();
        }
    }

    @Test
    void warnsAboutVpcWithUnknownSubnets() {
        IVpc empty = Vpc.fromVpcAttributes(
                own,
                "Empty",
                VpcAttributes.builder()
                        .vpcId("vpc-2")
                        .availabilityZones(List.of("eu-west-1a"))
                        .build());
        EmrProfile.Builder.create(own, "Unsaid")
                .profileName("unsaid")
                .vpc(empty)
                .build();
        EmrProfile.Builder.create(own, "Said")
                .profileName("said")
                .vpc(empty)
                .privateSubnets(true)
                .build();

        Annotations annotations = Annotations.fromStack(own);
        String warning =
                "The subnets of the VPC Own/Empty are not known in this app: these groups are for public subnets.*";
        annotations.hasWarning("/Own/Unsaid", Match.stringLikeRegexp(warning));
        annotations.hasNoWarning("/Own/Said", Match.stringLikeRegexp(warning));
    }

    /** The CDK synthesizes with such a VPC first, and again when its command line has looked the VPC up. */
    @Test
    void acceptsVpcBeforeLookup() {
        IVpc lookedUp = Vpc.fromLookup(
                own, "LookedUp", VpcLookupOptions.builder().vpcId("vpc-1").build());

        assertThatCode(() -> launch(
                        own,
                        profile(own),
                        configuration(own, lookedUp.getPrivateSubnets().get(0))))
                .doesNotThrowAnyException();
    }

    @Test
    void rejectsSubnetOfOtherImportedVpc() {
        IVpc other = vpc(own, "vpc-2");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> launch(
                        own,
                        profile(own),
                        configuration(own, other.getPrivateSubnets().get(0))))
                .withMessageStartingWith(
                        "Own/Launch: 'clusterConfiguration' Own/Configuration has the subnet Own/Vpc-vpc-2/")
                .withMessageEndingWith(
                        "which is not in the VPC of 'emrProfile' Own/Profile. Use subnets of that VPC, or a profile for the"
                                + " other one");
    }

    @Test
    void rejectsSubnetOfOtherVpcOfSameApp() {
        Stack stack = new Stack(app, "Stack");
        Vpc one = Vpc.Builder.create(stack, "One").maxAzs(1).natGateways(0).build();
        Vpc other = Vpc.Builder.create(stack, "Other").maxAzs(1).natGateways(1).build();
        PrivateSubnet added = PrivateSubnet.Builder.create(stack, "Added")
                .vpcId(one.getVpcId())
                .availabilityZone("eu-west-1a")
                .cidrBlock("10.0.200.0/24")
                .build();
        EmrProfile profile = EmrProfile.Builder.create(stack, "Profile")
                .profileName("etl")
                .vpc(one)
                .privateSubnets(true)
                .build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> launch(
                        stack,
                        profile,
                        configuration(
                                new Construct(stack, "A"),
                                other.getPrivateSubnets().get(0))))
                .withMessageContaining("which is not in the VPC of 'emrProfile'");
        launch(stack, profile, configuration(stack, added));
    }

    @Test
    void warnsThatRolePathIsFinal() {
        EmrProfile.Builder.create(own, "Profile")
                .profileName("etl")
                .vpc(vpc(own, "vpc-1"))
                .rolePath("/emr/")
                .build();

        Annotations.fromStack(own)
                .hasWarning(
                        "/Own/Profile",
                        Match.stringLikeRegexp("'rolePath' /emr/ is final once the roles are deployed.*"));
    }

    @Test
    void rejectsInvalidPropertyValues() {
        ClusterConfiguration.Builder builder = ClusterConfiguration.Builder.create(own, "Configuration");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.property("CustomAmiId", nothing()))
                .withMessage("'value' is required");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.property("SupportedProducts", List.of(Map.of("a", new Object()))))
                .withMessageStartingWith(
                        "property: 'SupportedProducts.0.a' must be a string, number, boolean, list or map, got: java.lang.Object");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        builder.configurationName("small").releaseLabel(" ").build())
                .withMessage(
                        "Own/Configuration: 'releaseLabel' must be a release of EMR, such as emr-7.12.0, got: ' '");
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T nothing() {
        return null;
    }
}
