package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emrserverless.EmrServerlessClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.SnsException;
import software.amazon.awssdk.services.ssm.SsmClient;

/**
 * A failed deployment leaves nothing behind, so that the corrected one can follow, see "Stack failure options" in the User Guide of
 * CloudFormation. A resource that fails is rolled back too.
 */
class FailedDeploymentTest {
    private static final String FAILING = "'Z': {'Type': 'AWS::SSM::Parameter', 'Properties': {'Type': 'String'}}";
    private static final String WHY = "'Value' is required";
    private static final String QUEUE = "https://sqs.us-east-1.amazonaws.com/123456789012/q";
    private static final String APPLICATION = """
            'App': {'Type': 'AWS::EMRServerless::Application', 'Properties':
              {'Name': 'batch', 'ReleaseLabel': 'emr-7.1.0', 'Type': 'SPARK'}}""";

    private final LocalAws aws = LocalAws.start();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        aws.close();
    }

    private static String template(String... resources) {
        return ("{'Resources': {" + String.join(", ", resources) + "}}").replace('\'', '"');
    }

    private Deployment deploy(String... resources) {
        return aws.deploy(new Assembly(directory)
                .handlers()
                .asset("files", "asset.files")
                .stack("App", template(resources))
                .write());
    }

    private void rejects(String message, String... resources) {
        assertThatThrownBy(() -> deploy(resources))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining(message);
    }

    private static String parameter(String id, String value, String tag) {
        return "'%s': {'Type': 'AWS::SSM::Parameter', 'Properties': {'Name': '/%s', 'Type': 'String', 'Value': '%s', 'Tags': {'%s': '1'}}}"
                .formatted(id, id, value, tag);
    }

    private String stored(String name) {
        try (SsmClient ssm = SdkClients.ssm(aws)) {
            return ssm.getParameter(request -> request.name(name)).parameter().value();
        }
    }

    private static String role(String policies) {
        return """
                'Role': {'Type': 'AWS::IAM::Role', 'Properties': {'RoleName': 'functions', %s 'AssumeRolePolicyDocument':
                  {'Statement': {'Effect': 'Allow', 'Action': 'sts:AssumeRole',
                    'Principal': {'Service': 'lambda.amazonaws.com'}}}}}""".formatted(policies);
    }

    private static String policies(String... named) {
        return "'Policies': [" + String.join(", ", named) + "],";
    }

    private static String large(String name) {
        return "{'PolicyName': '%s', 'PolicyDocument': %s}"
                .formatted(name, document("s3:GetObject", "arn:aws:s3:::" + "b".repeat(6000)));
    }

    private static String document(String action, String resource) {
        return "{'Version': '2012-10-17', 'Statement': {'Effect': 'Allow', 'Action': '%s', 'Resource': '%s'}}"
                .formatted(action, resource);
    }

    private static String function(String name, String properties) {
        return """
                'Function': {'Type': 'AWS::Lambda::Function', 'Properties': {'FunctionName': '%s', 'Runtime': 'java17', 'Handler': 'a.B',
                  'Code': {'S3Bucket': 'assets', 'S3Key': 'handlers.jar'},
                  'Role': {'Fn::GetAtt': ['Role', 'Arn']}%s}}""".formatted(name, properties);
    }

    private static String attached(String type, String roles) {
        return """
                'P': {'Type': 'AWS::IAM::%s', 'Properties': {'%sName': 'p', 'Roles': [%s],
                  'PolicyDocument': %s}}""".formatted(type, type, roles, document("ssm:GetParameter", "*"));
    }

    private boolean mayReadParameters() throws IOException {
        Wire.Answer answer =
                Wire.call(aws, Sessions.keys(aws, "reader"), "AmazonSSM.GetParameter", "{\"Name\": \"/none\"}");
        return "ParameterNotFound".equals(answer.errorType());
    }

    @Test
    void rejectedManagedPolicyDoesNotExist() {
        rejects("cannot be found", attached("ManagedPolicy", "'nobody'"));

        assertThat(deploy(attached("ManagedPolicy", "")).resources()).hasSize(1);
    }

    @Test
    void rejectedPolicyStaysAttachedAsBefore() throws IOException {
        aws.existing().role("reader");
        rejects("cannot be found", attached("Policy", "'reader', 'nobody'"));
        assertThat(mayReadParameters()).as("not created").isFalse();
        deploy(attached("Policy", "'reader'"));

        rejects("cannot be found", attached("Policy", "'nobody'"));

        assertThat(mayReadParameters()).as("not updated").isTrue();
    }

    @Test
    void rejectedManagedPolicyStaysAttachedAsBefore() throws IOException {
        aws.existing().role("reader");
        deploy(attached("ManagedPolicy", "'reader'"));

        rejects("cannot be found", attached("ManagedPolicy", "'nobody'"));

        assertThat(mayReadParameters()).isTrue();
    }

    @Test
    void rejectedRoleDoesNotCountForPolicySize() {
        String missing = "'PermissionsBoundary': 'arn:aws:iam::123456789012:policy/none', ";
        rejects("does not exist", role(missing + policies(large("a"))));

        deploy(role(policies(large("b"))));
        deploy(role(policies(large("c"))));
        rejects("Maximum policy size", role(policies(large("c"), large("d"))));
        deploy(role(policies(large("d"))));
    }

    @Test
    void rejectedInlinePolicyDoesNotCountForPolicySize() {
        String template =
                "'%s': {'Type': 'AWS::IAM::Policy', 'Properties': {'PolicyName': '%s', 'Roles': ['reader'], 'PolicyDocument': "
                        + document("s3:GetObject", "arn:aws:s3:::" + "b".repeat(6000)) + "}}";
        aws.existing().role("reader");
        rejects("Maximum policy size", template.formatted("A", "a"), template.formatted("B", "b"));

        deploy(template.formatted("C", "c"));
    }

    @Test
    void failedUpdateOfResourceIsRolledBack() {
        deploy(parameter("a", "one", "team"));

        rejects("aws: prefixed tag", parameter("a", "two", "aws:team"));

        assertThat(stored("/a")).isEqualTo("one");
        try (SsmClient ssm = SdkClients.ssm(aws)) {
            assertThat(ssm.listTagsForResource(
                                    request -> request.resourceType("Parameter").resourceId("/a"))
                            .tagList())
                    .extracting(tag -> tag.key())
                    .containsExactly("team");
        }
    }

    /** The CDK overwrites the template of a nested stack when an app is synthesized again. */
    @Test
    void failedUpdateRestoresTemplateOfNestedStack() throws IOException {
        deployNested("one", "");

        assertThatThrownBy(() -> deployNested("two", ", " + FAILING)).hasMessageContaining(WHY);

        assertThat(stored("/a")).isEqualTo("one");
    }

    private void deployNested(String value, String more) throws IOException {
        Files.writeString(directory.resolve("inner.nested.template.json"), template(parameter("a", value, "t")));
        aws.deploy(new Assembly(directory)
                .asset("inner-" + value + ".json", "inner.nested.template.json")
                .stack("App", template("""
                        'Nested': {'Type': 'AWS::CloudFormation::Stack', 'Properties':
                          {'TemplateURL': 'https://s3.us-east-1.amazonaws.com/assets/inner-%s.json'}}%s""".formatted(value, more)))
                .write());
    }

    @Test
    void failedUpdateOfSecretCanBeRepeated() {
        String secret =
                "'S': {'Type': 'AWS::SecretsManager::Secret', 'Properties': {'Name': 's', 'SecretString': '%s'}}";
        deploy(secret.formatted("one"));
        try (SecretsManagerClient secrets = SdkClients.secretsManager(aws)) {
            secrets.deleteSecret(request -> request.secretId("s"));
            rejects("marked for deletion", secret.formatted("two"));
            secrets.restoreSecret(request -> request.secretId("s"));

            deploy(secret.formatted("two"));

            assertThat(secrets.getSecretValue(request -> request.secretId("s")).secretString())
                    .isEqualTo("two");
        }
    }

    @Test
    void rollbackContinuesAfterItsOwnFailure() throws IOException {
        Path first = Files.createDirectories(directory.resolve("first"));
        aws.deploy(new Assembly(first)
                .handlers()
                .stack("App", template(parameter("a", "one", "t"), role(""), function("f", "")))
                .write());
        Files.delete(first.resolve("asset.handlers.jar"));

        assertThatThrownBy(() -> deploy(parameter("a", "two", "t"), role(""), function("f", ", 'Timeout': 9"), FAILING))
                .hasMessageContaining(WHY)
                .satisfies(failure -> assertThat(failure.getSuppressed())
                        .singleElement()
                        .satisfies(left -> assertThat(left).hasMessageContaining("the function's code is missing")));

        assertThat(stored("/a")).isEqualTo("one");
    }

    @Test
    void failureNamesWhatCouldNotBeDeleted() throws IOException {
        Files.createDirectories(directory.resolve("asset.files"));
        Files.writeString(directory.resolve("asset.files/a"), "1");

        assertThatThrownBy(() -> deploy(bucket(), files("in", "files", true), FAILING))
                .hasMessageContaining(WHY)
                .satisfies(failure -> assertThat(failure.getSuppressed())
                        .singleElement()
                        .satisfies(left -> assertThat(left)
                                .hasMessageContaining("$.Resources.Bucket")
                                .hasMessageContaining("The bucket you tried to delete is not empty")));
    }

    private static String bucket() {
        return "'Bucket': {'Type': 'AWS::S3::Bucket', 'Properties': {'BucketName': 'data-bucket'}}";
    }

    private static String files(String prefix, String source, boolean retained) {
        return """
                'Files': {'Type': 'Custom::CDKBucketDeployment', 'Properties': {'ServiceToken': 'arn:x', 'SourceBucketNames': ['assets'],
                  'SourceObjectKeys': ['%s'], 'DestinationBucketName': {'Ref': 'Bucket'}, 'DestinationBucketKeyPrefix': '%s',
                  'RetainOnDelete': %s}}""".formatted(source, prefix, retained);
    }

    @Test
    void rejectedBucketDeploymentKeepsFiles() throws IOException {
        Files.createDirectories(directory.resolve("asset.files"));
        Files.writeString(directory.resolve("asset.files/a"), "1");
        deploy(bucket(), files("one", "files", false));

        rejects("no asset of the cloud assembly", bucket(), files("two", "missing", false));

        assertThat(aws.s3().keys("data-bucket")).containsExactly("one/a");
    }

    @Test
    void rolledBackTopicPolicyAllowsNothing() {
        aws.existing().topic("news").role("reader");
        String policy = """
                'P': {'Type': 'AWS::SNS::TopicPolicy', 'Properties': {'Topics': ['arn:aws:sns:us-east-1:123456789012:news'],
                  'PolicyDocument': {'Version': '2012-10-17', 'Statement': {'Effect': 'Allow', 'Action': 'sns:Publish', 'Resource': '*',
                    'Principal': {'AWS': 'arn:aws:iam::123456789012:role/reader'}}}}}""";

        rejects(WHY, policy, FAILING);

        assertThat(mayPublish()).isFalse();
        deploy(policy);
        assertThat(mayPublish()).isTrue();
        deploy();
        assertThat(mayPublish()).isFalse();
    }

    private boolean mayPublish() {
        Wire.Keys keys = Sessions.keys(aws, "reader");
        try (SnsClient sns = SdkClients.configured(SnsClient.builder(), aws)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsSessionCredentials.create(keys.accessKeyId(), "secret", keys.sessionToken())))
                .build()) {
            sns.publish(request ->
                    request.topicArn("arn:aws:sns:us-east-1:123456789012:news").message("m"));
            return true;
        } catch (SnsException e) {
            return false;
        }
    }

    @Test
    void queuePolicyWithMissingQueueAllowsNothing() throws IOException {
        aws.existing().role("reader");
        deploy("'Q': {'Type': 'AWS::SQS::Queue', 'Properties': {'QueueName': 'q'}}");
        String policy = """
                'P': {'Type': 'AWS::SQS::QueuePolicy', 'Properties': {'Queues': [{'Ref': 'Q'}, 'none'],
                  'PolicyDocument': {'Version': '2012-10-17', 'Statement': {'Effect': 'Allow', 'Action': 'sqs:*', 'Resource': '*',
                    'Principal': {'AWS': 'arn:aws:iam::123456789012:role/reader'}}}}}""";

        rejects("there is no queue", "'Q': {'Type': 'AWS::SQS::Queue', 'Properties': {'QueueName': 'q'}}", policy);

        assertThat(Wire.call(
                                aws,
                                Sessions.keys(aws, "reader"),
                                "AmazonSQS.ReceiveMessage",
                                "{\"QueueUrl\": \"" + QUEUE + "\"}")
                        .errorType())
                .isEqualTo("AccessDeniedException");
    }

    @Test
    void rolledBackFunctionReservesNoConcurrency() {
        String reserved = ", 'ReservedConcurrentExecutions': 800";
        rejects(WHY, role(""), function("one", reserved), FAILING);

        assertThat(deploy(role(""), function("two", reserved)).resources()).hasSize(2);
    }

    @Test
    void rolledBackInvokeConfigDoesNotApply() throws Exception {
        aws.deploy(Assembly.of(Files.createDirectories(directory.resolve("functions")), "Functions", "functions.json"));
        String config = """
                'C': {'Type': 'AWS::Lambda::EventInvokeConfig', 'Properties':
                  {'FunctionName': 'probe', 'Qualifier': '$LATEST', 'MaximumRetryAttempts': 0}}""";
        rejects(WHY, config, FAILING);
        aws.faults().timeOutFunction("probe", 1);

        Wire.rest(
                aws,
                "lambda",
                "POST",
                "/2015-03-31/functions/probe/invocations",
                "{}",
                "X-Amz-Invocation-Type",
                "Event");
        aws.awaitIdle();

        assertThat(aws.invocations()).as("it is retried").hasSize(2);
    }

    @Test
    void rolledBackApplicationDoesNotExist() {
        rejects(WHY, APPLICATION, FAILING);

        try (EmrServerlessClient serverless = SdkClients.emrServerless(aws)) {
            assertThat(serverless.listApplications(request -> {}).applications())
                    .isEmpty();
        }
    }

    @Test
    void stackBeforeFailedOneIsComplete() {
        assertThatThrownBy(() -> aws.deploy(new Assembly(directory)
                        .stack("App", template(APPLICATION))
                        .stack("Other", template(FAILING), "App")
                        .write()))
                .hasMessageContaining(WHY);

        try (EmrServerlessClient serverless = SdkClients.emrServerless(aws)) {
            assertThat(serverless.listApplications(request -> {}).applications())
                    .extracting(application -> application.stateAsString())
                    .containsExactly("CREATED");
        }
    }

    @Test
    void networksOfFailedStackAreNotAssumed() {
        String named = "subnet-0123456789abcdef%s sg-0123456789abcdef%s";
        deploy(parameter("a", named.formatted(1, 1), "t"));

        rejects(WHY, parameter("a", named.formatted(2, 2), "t"), FAILING);

        assertThat(deploy(parameter("a", named.formatted(1, 3), "t")).assumedNetworks())
                .containsExactly("sg-0123456789abcdef1", "sg-0123456789abcdef3", "subnet-0123456789abcdef1");
    }

    @Test
    void subnetIsPrivateAgainWithoutRouteToInternet() {
        List<String> network = List.of(
                "'Vpc': {'Type': 'AWS::EC2::VPC', 'Properties': {}}",
                "'Gateway': {'Type': 'AWS::EC2::InternetGateway'}",
                "'Table': {'Type': 'AWS::EC2::RouteTable', 'Properties': {'VpcId': {'Ref': 'Vpc'}}}",
                "'Subnet': {'Type': 'AWS::EC2::Subnet', 'Properties': {'VpcId': {'Ref': 'Vpc'}}}",
                "'Join': {'Type': 'AWS::EC2::SubnetRouteTableAssociation', 'Properties': {'RouteTableId': {'Ref': 'Table'},"
                        + " 'SubnetId': {'Ref': 'Subnet'}}}");
        String route = "'Route': {'Type': 'AWS::EC2::Route', 'Properties': {'RouteTableId': {'Ref': 'Table'},"
                + " 'DestinationCidrBlock': '0.0.0.0/0', 'GatewayId': {'Ref': 'Gateway'}}}";
        String resources = String.join(", ", network);

        rejects(WHY, resources, route, FAILING);

        String subnet = deploy(resources).ofType("AWS::EC2::Subnet").get(0).physicalId();
        assertThat(isPrivate(subnet)).as("after the failed deployment").isTrue();
        deploy(resources, route);
        assertThat(isPrivate(subnet)).as("with the route").isFalse();
        deploy(resources);
        assertThat(isPrivate(subnet)).as("after the removal of the route").isTrue();
    }

    /** EMR creates a security group for service access in a private subnet only. */
    private boolean isPrivate(String subnet) {
        aws.existing().role("service").instanceProfile("profile", "instances");
        try (EmrClient emr = SdkClients.emr(aws)) {
            String id = emr.runJobFlow(request -> request.name("c")
                            .releaseLabel("emr-7.1.0")
                            .serviceRole("service")
                            .jobFlowRole("profile")
                            .instances(instances -> instances
                                    .ec2SubnetId(subnet)
                                    .masterInstanceType("m5.xlarge")
                                    .slaveInstanceType("m5.xlarge")
                                    .instanceCount(1)))
                    .jobFlowId();
            return emr.describeCluster(request -> request.clusterId(id))
                            .cluster()
                            .ec2InstanceAttributes()
                            .serviceAccessSecurityGroup()
                    != null;
        }
    }
}
