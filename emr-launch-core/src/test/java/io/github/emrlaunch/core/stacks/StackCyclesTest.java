package io.github.emrlaunch.core.stacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.notebook.NotebookCluster;
import io.github.emrlaunch.core.pipeline.EmrCluster;
import io.github.emrlaunch.core.pipeline.EmrStep;
import io.github.emrlaunch.core.pipeline.EmrTasks;
import io.github.emrlaunch.core.profile.EmrFsRoleMapping;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.core.profile.InTransitEncryption;
import io.github.emrlaunch.core.profile.LocalDiskEncryption;
import io.github.emrlaunch.core.profile.RuntimeRoles;
import io.github.emrlaunch.core.profile.S3Encryption;
import io.github.emrlaunch.core.serverless.CloudWatchLogging;
import io.github.emrlaunch.core.serverless.ServerlessApplication;
import io.github.emrlaunch.core.serverless.ServerlessJobFunction;
import io.github.emrlaunch.core.serverless.ServerlessJobRole;
import io.github.emrlaunch.core.serverless.ServerlessMonitoring;
import io.github.emrlaunch.core.serverless.SparkJob;
import io.github.emrlaunch.definitions.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Aspects;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.NestedStack;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.SecurityGroupProps;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketEncryption;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.constructs.Construct;

/** Roles of one stack work with resources of another that uses them, and neither stack waits for the other in a circle. */
class StackCyclesTest {
    private static final String READ = "s3:GetObject";

    private final App app = new App();
    private final Stack network = new Stack(app, "Network");
    private final Stack security = new Stack(app, "Security");
    private final Stack etl = new Stack(app, "Etl");
    private final Vpc vpc =
            Vpc.Builder.create(network, "Vpc").maxAzs(1).natGateways(1).build();

    private EmrProfile.Builder profile(Construct scope) {
        return EmrProfile.Builder.create(scope, "Profile").profileName("etl").vpc(vpc);
    }

    private static EmrLaunchFunction launch(Construct scope, EmrProfile profile, IVpc vpc) {
        return EmrLaunchFunction.Builder.create(scope, "Launch")
                .launchFunctionName("nightly")
                .emrProfile(profile)
                .clusterConfiguration(ClusterConfiguration.Builder.create(scope, "Configuration")
                        .configurationName("small")
                        .releaseLabel("emr-7.12.0")
                        .instanceGroups(InstanceGroup.master("m7g.xlarge"))
                        .subnets(vpc.getPrivateSubnets().get(0))
                        .build())
                .build();
    }

    private static Role role(Construct scope, String id) {
        return Role.Builder.create(scope, id)
                .assumedBy(new ServicePrincipal("ec2.amazonaws.com"))
                .build();
    }

    private JsonNode template(Stack stack) {
        return read(stack.getTemplateFile());
    }

    private JsonNode read(String file) {
        try {
            return Json.parse(Files.readString(Path.of(app.synth().getDirectory(), file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The actions that the policies of a stack allow, those within roles left out. */
    private List<String> allowed(Stack stack) {
        return resources(stack, "AWS::IAM::Policy")
                .flatMap(policy -> elements(policy.at("/PolicyDocument/Statement")))
                .flatMap(statement -> statement.path("Action").isArray()
                        ? elements(statement.path("Action"))
                        : Stream.of(statement.path("Action")))
                .map(JsonNode::asText)
                .toList();
    }

    private Stream<JsonNode> resources(Stack stack, String type) {
        return elements(template(stack).path("Resources"))
                .filter(resource -> resource.path("Type").asText().equals(type))
                .map(resource -> resource.path("Properties"));
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private List<String> dependencies(Stack stack) {
        return elements(read("manifest.json")
                        .path("artifacts")
                        .path(stack.getArtifactId())
                        .path("dependencies"))
                .map(JsonNode::asText)
                .filter(id -> !id.endsWith(".assets"))
                .sorted()
                .toList();
    }

    @Test
    void grantForBucketOfLaunchStackIsInLaunchStack() {
        Bucket input = new Bucket(etl, "Input");
        EmrProfile profile = profile(security).build();
        profile.authorizeInputBucket(input);
        launch(etl, profile, vpc);

        assertThat(allowed(etl)).contains(READ);
        assertThat(allowed(security)).doesNotContain(READ);
        assertThat(dependencies(security)).containsExactly("Network");
        assertThat(resources(etl, "AWS::IAM::Policy")
                        .filter(policy -> policy.toString().contains(READ)))
                .singleElement()
                .satisfies(policy -> assertThat(
                                policy.at("/Roles/0/Fn::ImportValue").asText())
                        .contains("ProfileInstanceRole"));
    }

    @Test
    void grantForBucketOfIndependentStackIsInProfileStack() {
        Bucket input = new Bucket(network, "Input");
        EmrProfile profile = profile(security).build();
        launch(etl, profile, vpc);
        profile.authorizeInputBucket(input);

        assertThat(allowed(security)).contains(READ);
        assertThat(allowed(network)).isEmpty();
    }

    @Test
    void grantForBucketOfProfileStackIsInRolePolicy() {
        EmrProfile profile = profile(security).build();
        profile.authorizeInputBucket(new Bucket(security, "Input"));

        assertThat(template(security).path("Resources").toString()).doesNotContain("EmrLaunchRolePolicies");
        assertThat(allowed(security)).contains(READ);
    }

    @Test
    void grantForKeysOfLaunchStackIsInLaunchStack() {
        EmrProfile profile = profile(security).build();
        Bucket encrypted = bucketWithKey(etl);
        profile.authorizeOutputBucket(encrypted).authorizeInputKey(new Key(etl, "Key"));
        launch(etl, profile, vpc);

        assertThat(allowed(etl)).contains("kms:Decrypt", "kms:GenerateDataKey", "s3:PutObject");
        assertThat(allowed(security)).doesNotContain("kms:Decrypt", "s3:PutObject");
    }

    @Test
    void grantIsInBucketStackWithIndirectDependency() {
        Stack pipelines = new Stack(app, "Pipelines");
        EmrProfile profile = profile(security).build();
        launch(etl, profile, vpc);
        pipelines.addStackDependency(etl);
        profile.authorizeInputBucket(new Bucket(pipelines, "Input"));

        assertThat(allowed(pipelines)).contains(READ);
    }

    @Test
    void grantIsInBucketStackThatReferencesInstanceRole() {
        EmrProfile profile = profile(security).build();
        profile.authorizeInputBucket(new Bucket(etl, "Input"));
        CfnOutput.Builder.create(etl, "Role")
                .value(profile.getInstanceRole().getRoleArn())
                .build();

        assertThat(allowed(etl)).contains(READ);
        assertThat(dependencies(etl)).containsExactly("Security");
    }

    @Test
    void grantIsInBucketStackWhoseNestedStackHasReference() {
        NestedStack inner = new NestedStack(etl, "Inner");
        NestedStack innerSecurity = new NestedStack(security, "Inner");
        EmrProfile profile = EmrProfile.Builder.create(innerSecurity, "Profile")
                .profileName("etl")
                .vpc(vpc)
                .build();
        profile.authorizeInputBucket(new Bucket(etl, "Input"));
        CfnOutput.Builder.create(inner, "Group")
                .value(new SecurityGroup(
                                security,
                                "Group",
                                SecurityGroupProps.builder().vpc(vpc).build())
                        .getSecurityGroupId())
                .build();

        assertThat(allowed(etl)).contains(READ);
        assertThat(dependencies(etl)).contains("Security");
    }

    @Test
    void grantIsInBucketStackThatStartsLaunchFunction() {
        EmrProfile profile = profile(security).build();
        EmrLaunchFunction launch = launch(new Stack(app, "Launches"), profile, vpc);
        profile.authorizeInputBucket(new Bucket(etl, "Input"));
        launch.grantStart(role(etl, "Starter"));

        assertThat(allowed(etl)).contains(READ, "states:StartExecution");
        assertThat(dependencies(security)).containsExactly("Network");
    }

    @Test
    void grantIsInBucketStackThatReferencesSecurityGroup() {
        EmrProfile profile = profile(security).build();
        SecurityGroup database =
                SecurityGroup.Builder.create(etl, "Database").vpc(vpc).build();
        database.addIngressRule(profile.getWorkersGroup(), Port.tcp(5432));
        profile.authorizeInputBucket(new Bucket(etl, "Input"));

        assertThat(allowed(etl)).contains(READ);
    }

    @Test
    void addStepMakesStackDependOnProfileStack() {
        Bucket bucket = new Bucket(etl, "Input");
        EmrProfile profile = profile(security).build();
        EmrLaunchFunction launch = launch(new Stack(app, "Launches"), profile, vpc);
        EmrTasks.addStep(
                etl,
                "Step",
                EmrCluster.launchedBy(launch),
                EmrStep.shellScript("Install", EmrCode.fromBucket(bucket, "code"), "install.sh"));
        profile.authorizeInputBucket(bucket);

        assertThat(dependencies(security)).containsExactly("Network");
        assertThat(dependencies(etl)).contains("Security");
    }

    @Test
    void notebookClusterUsesProfileOfOtherStack() {
        EmrProfile profile = profile(security).httpPutResponseHopLimit(2).build();
        NotebookCluster.Builder.create(etl, "Notebooks")
                .clusterName("lab")
                .emrProfile(profile)
                .releaseLabel("emr-7.12.0")
                .notebooksBucket(new Bucket(etl, "Bucket"))
                .instanceGroups(InstanceGroup.master("m7g.xlarge"))
                .subnets(vpc.getPrivateSubnets().get(0))
                .users("philipp")
                .sshFrom("203.0.113.0/24")
                .build();

        assertThat(allowed(etl)).contains("secretsmanager:GetSecretValue", "s3:PutObject");
        assertThat(dependencies(etl)).containsExactly("Network", "Security");
    }

    @Test
    void runtimeRolesOfLaunchStackTrustInstanceRoleByName() {
        Role step = role(etl, "Step");
        Role later = role(etl, "Later");
        Key key = new Key(security, "Key");
        EmrProfile profile = profile(security)
                .s3Encryption(S3Encryption.sseKms(key))
                .inTransitEncryption(InTransitEncryption.pem(new Bucket(security, "Certificates"), "tls.zip"))
                .runtimeRoles(RuntimeRoles.of(step))
                .build();
        profile.authorizeRuntimeRole(later);
        launch(etl, profile, vpc);

        assertThat(resources(etl, "AWS::IAM::Role")
                        .map(role -> role.at("/AssumeRolePolicyDocument/Statement/1"))
                        .filter(statement -> !statement.isMissingNode()))
                .hasSize(2)
                .allSatisfy(statement -> {
                    assertThat(TestStack.text(statement.at("/Principal/AWS")))
                            .isEqualTo("arn:<AWS::Partition>:iam::<AWS::AccountId>:root");
                    assertThat(TestStack.text(statement.at("/Condition/ArnEquals/aws:PrincipalArn")))
                            .isEqualTo(
                                    "arn:<AWS::Partition>:iam::<AWS::AccountId>:role/default_etl-InstanceRole-<AWS::Region>");
                    assertThat(statement.path("Action").toString()).contains("sts:AssumeRole", "sts:TagSession");
                });
        assertThat(allowed(etl)).contains("sts:AssumeRole", "sts:TagSession", "kms:Decrypt");
        assertThat(dependencies(security)).containsExactly("Network");
    }

    @Test
    void runtimeRoleOfOtherStackCreatesOneDependency() {
        Role step = role(etl, "Step");
        EmrProfile profile = profile(security)
                .s3Encryption(S3Encryption.sseKms(new Key(security, "Key")))
                .inTransitEncryption(InTransitEncryption.pem(new Bucket(security, "Certificates"), "tls.zip"))
                .runtimeRoles(RuntimeRoles.of(step))
                .build();

        assertThat(profile.getDefinition()).isNotNull();
        assertThat(allowed(security)).contains("sts:AssumeRole", "kms:Decrypt");
        assertThat(dependencies(security)).containsExactly("Etl", "Network");
        assertThat(dependencies(etl)).isEmpty();
    }

    @Test
    void emrFsRoleOfOtherStackTrustsInstanceRoleByName() {
        Role users = role(etl, "Users");
        profile(security)
                .rolePath("/emr/")
                .emrFsRoleMappings(EmrFsRoleMapping.forUsers(users, "alice"))
                .build();

        assertThat(resources(etl, "AWS::IAM::Role")).singleElement().satisfies(role -> assertThat(TestStack.text(
                        role.at("/AssumeRolePolicyDocument/Statement/1/Condition/ArnEquals/aws:PrincipalArn")))
                .endsWith(":role/emr/default_etl-InstanceRole-<AWS::Region>"));
        assertThat(dependencies(security)).containsExactly("Etl", "Network");
    }

    @Test
    void rejectsEmrFsRoleOfOtherStackForUnnamedInstanceRole() {
        Stack roles = new Stack(app, "Roles");
        EmrProfile.Builder builder = profile(roles)
                .instanceRole(role(roles, "Workers"))
                .emrFsRoleMappings(EmrFsRoleMapping.forUsers(role(etl, "Users"), "alice"));

        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessageStartingWith(
                        "Roles/Profile: 'instanceRole' names Roles/Workers in stack 'Roles', which depends on"
                                + " stack 'Etl' itself.")
                .withMessageEndingWith(
                        "Or set a 'roleName' for Roles/Workers: then a trust policy can name it without a"
                                + " reference");
        assertThat(roles.getNode().tryFindChild("Profile")).isNull();
    }

    @Test
    void acceptsRuntimeRoleOfOtherStackForUnnamedInstanceRole() {
        Stack roles = new Stack(app, "Roles");
        profile(roles)
                .instanceRole(role(roles, "Workers"))
                .inTransitEncryption(InTransitEncryption.pem(new Bucket(roles, "Certificates"), "tls.zip"))
                .runtimeRoles(RuntimeRoles.of(role(etl, "Step")))
                .build();

        assertThat(dependencies(etl)).contains("Roles");
        assertThat(allowed(etl)).containsExactly("sts:AssumeRole", "sts:TagSession");
    }

    @Test
    void grantForServiceRoleOfOtherStackIsInProfileStack() {
        Stack roles = new Stack(app, "Roles");
        Role service = Role.Builder.create(roles, "Service")
                .assumedBy(new ServicePrincipal("elasticmapreduce.amazonaws.com"))
                .build();
        profile(security)
                .serviceRole(service)
                .localDiskEncryption(LocalDiskEncryption.kms(new Key(security, "Key")))
                .build();

        assertThat(allowed(security)).contains("iam:PassRole", "kms:CreateGrant", "kms:ReEncryptTo");
        assertThat(allowed(roles)).isEmpty();
        assertThat(dependencies(security)).containsExactly("Network", "Roles");
        assertThat(dependencies(roles)).isEmpty();
    }

    @Test
    void grantForJobRoleOfOtherStackIsInApplicationStack() {
        Stack roles = new Stack(app, "Roles");
        ServerlessJobRole role =
                ServerlessJobRole.Builder.create(roles, "JobRole").build();
        ServerlessApplication application = ServerlessApplication.Builder.create(etl, "Application")
                .applicationName("batch")
                .releaseLabel("emr-7.12.0")
                .monitoring(ServerlessMonitoring.inBucket(new Bucket(etl, "Logs"), "")
                        .withCloudWatch(CloudWatchLogging.in(new LogGroup(etl, "Group"))))
                .build();
        EmrCode code = EmrCode.fromPath(
                "src/test/resources/code", Bucket.Builder.create(etl, "Code").build(), "etl/code");
        ServerlessJobFunction.Builder.create(etl, "Job")
                .jobFunctionName("job")
                .application(application)
                .jobRole(role)
                .job(SparkJob.of(code, "install.sh"))
                .build();
        role.grantReadWrite(new Bucket(etl, "Data"));

        assertThat(allowed(etl)).contains(READ, "s3:DeleteObject", "logs:PutLogEvents");
        assertThat(dependencies(etl)).containsExactly("Roles");
        assertThat(dependencies(roles)).isEmpty();
    }

    @Test
    void nestedStacksOfSameParentHaveNoCycle() {
        Stack parent = new Stack(app, "Parent");
        Vpc own = Vpc.Builder.create(parent, "Vpc").maxAzs(1).natGateways(1).build();
        NestedStack inner = new NestedStack(parent, "InnerSecurity");
        NestedStack innerEtl = new NestedStack(parent, "InnerEtl");
        EmrProfile profile = EmrProfile.Builder.create(inner, "Profile")
                .profileName("etl")
                .vpc(own)
                .build();
        profile.authorizeInputBucket(new Bucket(innerEtl, "Input")).authorizeInputBucket(new Bucket(parent, "Other"));
        launch(innerEtl, profile, own);

        List<JsonNode> nested = elements(template(parent).path("Resources"))
                .filter(resource -> resource.path("Type").asText().equals("AWS::CloudFormation::Stack"))
                .toList();

        assertThat(nested)
                .filteredOn(stack -> stack.toString().contains("InnerSecurity")
                        && stack.path("DependsOn").toString().contains("InnerSecurity"))
                .hasSize(1);
        assertThat(nested)
                .filteredOn(stack -> stack.path("Properties").toString().contains("InnerEtlNestedStack")
                        && stack.path("Properties").toString().contains("Outputs"))
                .isEmpty();
    }

    @Test
    void launchStackDependsOnConfigurationStack() {
        Stack configurations = new Stack(app, "Configurations");
        ClusterConfiguration configuration = ClusterConfiguration.Builder.create(configurations, "Configuration")
                .configurationName("small")
                .releaseLabel("emr-7.12.0")
                .instanceGroups(InstanceGroup.master("m7g.xlarge"))
                .subnets(vpc.getPrivateSubnets().get(0))
                .build();
        EmrLaunchFunction.Builder.create(etl, "Launch")
                .launchFunctionName("nightly")
                .emrProfile(profile(security).build())
                .clusterConfiguration(configuration)
                .build();

        assertThat(etl.getDependencies()).contains(configurations, security);
        assertThat(dependencies(etl)).containsExactly("Configurations", "Network", "Security");
    }

    @Test
    void cdkNagReportsNoIamErrorsForPoliciesBetweenStacks() {
        EmrProfile profile = profile(security).httpPutResponseHopLimit(2).build();
        profile.authorizeOutputBucket(bucketWithKey(etl)).authorizeSecret(encryptedSecret(etl));
        ServerlessJobRole.Builder.create(security, "JobRole").build().grantReadWrite(bucketWithKey(network));
        launch(etl, profile, vpc);
        Aspects.of(app).add(AwsSolutionsChecks.Builder.create().build());

        for (Stack stack : List.of(security, etl)) {
            Annotations annotations = Annotations.fromStack(stack);
            annotations.hasNoError("*", Match.stringLikeRegexp("AwsSolutions-IAM.*"));
        }
    }

    private static Bucket bucketWithKey(Stack stack) {
        return Bucket.Builder.create(stack, "Encrypted")
                .encryption(BucketEncryption.KMS)
                .build();
    }

    private Secret encryptedSecret(Stack stack) {
        return Secret.Builder.create(stack, "Secret")
                .encryptionKey(new Key(stack, "SecretKey"))
                .build();
    }

    @Test
    void grantForEncryptedSecretCreatesNoCycle() {
        Stack data = new Stack(app, "Data");
        EmrProfile profile = profile(security).build();
        profile.authorizeSecret(encryptedSecret(data));
        ServerlessJobRole jobRole =
                ServerlessJobRole.Builder.create(security, "JobRole").build().grantRead(encryptedSecret(etl));

        assertThat(jobRole).isNotNull();
        assertThat(allowed(security))
                .containsExactly(
                        "secretsmanager:GetSecretValue", "kms:Decrypt", "secretsmanager:GetSecretValue", "kms:Decrypt");
        assertThat(resources(data, "AWS::KMS::Key"))
                .noneMatch(key -> key.toString().contains("InstanceRole"));
    }

    @Test
    void rejectsCdkGrantForEncryptedSecretOfOtherStack() {
        EmrProfile profile = profile(security).build();
        encryptedSecret(etl).grantRead(profile.getInstanceRole());

        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(app::synth)
                .withMessageContaining(
                        "Security/Profile/InstanceRole: the key Etl/SecretKey/Resource of stack 'Etl' names this"
                                + " role in its policy, and a policy of the role names a secret with that key: the stacks would depend"
                                + " on each other. Instead of 'grantRead' of the secret, call 'authorizeSecret' of the profile");
    }

    @Test
    void acceptsCdkGrantForSecretWithoutCycle() {
        EmrProfile profile = profile(security).build();
        encryptedSecret(security).grantRead(profile.getInstanceRole());
        new Secret(etl, "WithoutKey").grantRead(profile.getInstanceRole());

        assertThat(allowed(security)).contains("secretsmanager:DescribeSecret");
    }
}
