package io.github.emrlaunch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.SnsException;

/**
 * The policies of queues, topics and secrets apply to roles, see "Evaluating identity-based policies with resource-based
 * policies" in the IAM user guide.
 */
class ResourcePolicyTest {
    private static final String ALLOW_ALL = "{\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}";
    private static final String ROLE = "arn:aws:iam::123456789012:role/";

    private final LocalAws aws = LocalAws.start();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        aws.close();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
        reader   | everything | Allow | {'AWS': 'arn:aws:iam::123456789012:role/reader'}                    | true
        reader   | nothing    | Allow | {'AWS': 'arn:aws:iam::123456789012:role/reader'}                    | true
        reader   | nothing    | Allow | {'AWS': 'arn:aws:sts::123456789012:assumed-role/reader/session'}    | true
        reader   | nothing    | Allow | {'AWS': 'arn:aws:sts::123456789012:assumed-role/reader/other'}      | false
        reader   | nothing    | Allow | {'AWS': '123456789012'}                                             | false
        reader   | everything | Allow | {'AWS': '123456789012'}                                             | true
        stranger | nothing    | Allow | {'AWS': 'arn:aws:iam::123456789012:role/reader'}                    | false
        reader   | everything | Deny  | {'AWS': 'arn:aws:iam::123456789012:role/reader'}                    | false
        reader   | everything | Deny  | {'AWS': '123456789012'}                                             | false
        reader   | everything | Deny  | '*'                                                                 | false
        stranger | everything | Deny  | {'AWS': 'arn:aws:iam::123456789012:role/reader'}                    | true
        """)
    void policiesOfQueueTopicAndSecretAllowOrDenyRoles(
            String role, String permissions, String effect, String principal, boolean allowed) throws Exception {
        aws.existing().role("reader").role("stranger");
        deploy("'Effect': '%s', 'Principal': %s".formatted(effect, principal));
        Wire.Keys keys =
                permissions.equals("everything") ? Sessions.keys(aws, role, ALLOW_ALL) : Sessions.keys(aws, role);

        assertThat(send(keys)).isEqualTo(allowed);
        assertThat(publish(keys)).isEqualTo(allowed);
        assertThat(read(keys)).isEqualTo(allowed);
        assertThat(aws.authorizations())
                .extracting(Authorization::action, Authorization::allowed)
                .contains(tuple("sqs:SendMessage", allowed));
    }

    @Test
    void errorMessageReportsExplicitDenyInResourcePolicy() throws Exception {
        aws.existing().role("reader");
        deploy("'Sid': 'NoReader', 'Effect': 'Deny', 'Principal': {'AWS': '%sreader'}".formatted(ROLE));

        Wire.Answer answer = Wire.call(
                aws,
                Sessions.keys(aws, "reader", ALLOW_ALL),
                "secretsmanager.GetSecretValue",
                "{\"SecretId\": \"login\"}");

        assertThat(answer.errorType()).isEqualTo("AccessDeniedException");
        assertThat(answer.message()).endsWith("with an explicit deny in a resource-based policy");
        assertThat(aws.authorizations())
                .filteredOn(one -> one.action().equals("secretsmanager:GetSecretValue"))
                .extracting(Authorization::statement)
                .containsExactly("NoReader");
    }

    @Test
    void malformedPolicyFailsTheDeployment() {
        assertThatThrownBy(() -> deploy("'Effect': 'Allow', 'Principal': {'AWS': '%snobody'}".formatted(ROLE)))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("(MalformedPolicyDocument): Invalid principal in policy");
        assertThatThrownBy(() -> deploy("'Effect': 'Allow'")).hasMessageContaining("Missing required field Principal");
    }

    /** "Actions, resources, and condition keys for AWS Systems Manager": aws:ResourceTag and ssm:resourceTag. */
    @ParameterizedTest
    @CsvSource({"aws:ResourceTag/team", "ssm:resourceTag/team"})
    void parameterTagsAreConditionKeys(String key) throws Exception {
        aws.deploy(new Assembly(directory).stack("Parameters", """
                        {"Resources": {"Own": {"Type": "AWS::SSM::Parameter", "Properties":
                          {"Name": "/own", "Type": "String", "Value": "v", "Tags": {"team": "etl"}}}}}""").write());
        call(
                Wire.Keys.administrator(aws),
                "PutParameter",
                "{'Name': '/other', 'Type': 'String', 'Value': 'v', 'Tags': [{'Key': 'team', 'Value': 'bi'}]}");
        Wire.Keys keys = Sessions.keys(
                aws,
                "reader",
                "{\"Effect\": \"Allow\", \"Action\": \"ssm:GetParameter\", \"Resource\": \"*\", \"Condition\":"
                        + " {\"StringEquals\": {\"%s\": \"etl\"}}}".formatted(key));

        assertThat(call(keys, "GetParameter", "{'Name': '/own'}").status()).isEqualTo(200);
        assertThat(call(keys, "GetParameter", "{'Name': '/other'}").errorType()).isEqualTo("AccessDeniedException");

        call(
                Wire.Keys.administrator(aws),
                "RemoveTagsFromResource",
                "{'ResourceType': 'Parameter', 'ResourceId': '/own', 'TagKeys': ['team']}");
        call(
                Wire.Keys.administrator(aws),
                "AddTagsToResource",
                "{'ResourceType': 'Parameter', 'ResourceId': '/other', 'Tags': [{'Key': 'team', 'Value': 'etl'}]}");
        assertThat(call(keys, "GetParameter", "{'Name': '/own'}").errorType()).isEqualTo("AccessDeniedException");
        assertThat(call(keys, "GetParameter", "{'Name': '/other'}").status()).isEqualTo(200);
        assertThat(call(
                                Wire.Keys.administrator(aws),
                                "ListTagsForResource",
                                "{'ResourceType': 'Parameter', 'ResourceId': '/other'}")
                        .body()
                        .toString())
                .isEqualTo("{\"TagList\":[{\"Key\":\"team\",\"Value\":\"etl\"}]}");
    }

    @Test
    void listTagsRejectsMissingParameter() throws Exception {
        assertThat(call(
                                Wire.Keys.administrator(aws),
                                "ListTagsForResource",
                                "{'ResourceType': 'Parameter', 'ResourceId': '/none'}")
                        .errorType())
                .isEqualTo("InvalidResourceId");
    }

    private Wire.Answer call(Wire.Keys keys, String operation, String input) throws Exception {
        return Wire.call(aws, keys, "AmazonSSM." + operation, input.replace('\'', '"'));
    }

    private boolean send(Wire.Keys keys) throws Exception {
        String queue = "https://sqs.us-east-1.amazonaws.com/123456789012/requests";
        return Wire.call(
                                aws,
                                keys,
                                "AmazonSQS.SendMessage",
                                "{\"QueueUrl\": \"%s\", \"MessageBody\": \"m\"}".formatted(queue))
                        .status()
                == 200;
    }

    private boolean read(Wire.Keys keys) throws Exception {
        return Wire.call(aws, keys, "secretsmanager.GetSecretValue", "{\"SecretId\": \"login\"}")
                        .status()
                == 200;
    }

    private boolean publish(Wire.Keys keys) {
        try (SnsClient sns = SdkClients.configured(SnsClient.builder(), aws)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsSessionCredentials.create(keys.accessKeyId(), "secret", keys.sessionToken())))
                .build()) {
            sns.publish(request ->
                    request.topicArn("arn:aws:sns:us-east-1:123456789012:news").message("m"));
            return true;
        } catch (SnsException e) {
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AuthorizationError");
            return false;
        }
    }

    private void deploy(String statement) {
        aws.deploy(new Assembly(directory)
                .stack("Messages", """
                        {'Resources': {
                          'Queue': {'Type': 'AWS::SQS::Queue', 'Properties': {'QueueName': 'requests'}},
                          'QueuePolicy': {'Type': 'AWS::SQS::QueuePolicy', 'Properties': {'Queues': [{'Ref': 'Queue'}],
                            'PolicyDocument': {'Version': '2012-10-17', 'Statement': {<S>, 'Action': 'sqs:*',
                              'Resource': {'Fn::GetAtt': ['Queue', 'Arn']}}}}},
                          'Topic': {'Type': 'AWS::SNS::Topic', 'Properties': {'TopicName': 'news'}},
                          'TopicPolicy': {'Type': 'AWS::SNS::TopicPolicy', 'Properties': {'Topics': [{'Ref': 'Topic'}],
                            'PolicyDocument': {'Version': '2012-10-17', 'Statement': {<S>, 'Action': 'sns:Publish',
                              'Resource': {'Ref': 'Topic'}}}}},
                          'Secret': {'Type': 'AWS::SecretsManager::Secret', 'Properties': {'Name': 'login', 'SecretString': 's'}},
                          'SecretPolicy': {'Type': 'AWS::SecretsManager::ResourcePolicy', 'Properties': {
                            'SecretId': {'Ref': 'Secret'}, 'ResourcePolicy': {'Version': '2012-10-17',
                              'Statement': {<S>, 'Action': 'secretsmanager:GetSecretValue', 'Resource': '*'}}}}
                        }}""".replace("<S>", statement).replace('\'', '"'))
                .write());
    }
}
