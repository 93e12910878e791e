package io.github.emrlaunch.local.internal.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls of services with their service principals: for roles, and for resources with policies. */
class ServiceCallerTest {
    private static final Account ACCOUNT = new Account("123456789012", "us-east-1");
    private static final String RULE = "arn:aws:events:us-east-1:123456789012:rule/r";
    private static final String FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:f";

    private final Iam iam =
            new Iam(ACCOUNT, () -> Instant.EPOCH, new AccessKeys(ACCOUNT, () -> Instant.EPOCH, UnknownKeys.REFUSED));

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
        'Principal': {'Service': 'states.amazonaws.com'}, 'Action': 'sts:AssumeRole'            | true
        'Principal': {'Service': 'states.us-east-1.amazonaws.com'}, 'Action': 'sts:AssumeRole'  | true
        'Principal': {'Service': ['ec2.amazonaws.com', 'states.amazonaws.com']}, 'Action': 'sts:AssumeRole' | true
        'Principal': {'AWS': '123456789012', 'Service': 'states.amazonaws.com'}, 'Action': ['sts:AssumeRole', 'sts:TagSession'] | true
        'Principal': '*', 'Action': 'sts:AssumeRole'                                            | true
        'Principal': {'AWS': '*'}, 'Action': 'sts:AssumeRole'                                   | true
        'Principal': {'AWS': 'states.amazonaws.com'}, 'Action': 'sts:AssumeRole'                | false
        'Principal': {'AWS': '123456789012'}, 'Action': 'sts:AssumeRole'                        | false
        'Principal': {'Service': 'lambda.amazonaws.com'}, 'Action': 'sts:AssumeRole'            | false
        'Principal': {'Service': 'states.amazonaws.com'}, 'Action': 'sts:TagSession'            | false
        'Principal': {'Service': 'states.amazonaws.com'}, 'Action': 'sts:AssumeRole', 'Condition': {'StringEquals': {'aws:SourceAccount': '123456789012'}} | true
        'Principal': {'Service': 'states.amazonaws.com'}, 'Action': 'sts:AssumeRole', 'Condition': {'StringEquals': {'aws:SourceAccount': '210987654321'}} | false
        'Principal': {'Service': 'states.amazonaws.com'}, 'Action': 'sts:AssumeRole', 'Condition': {'StringEquals': {'sts:ExternalId': 'x'}} | false
        'Principal': {'Service': 'states.amazonaws.com'}, 'Action': 'sts:AssumeRole', 'Condition': {'Bool': {'aws:PrincipalIsAWSService': 'true'}} | true
        """)
    void trustPolicyDecidesWhetherServiceCanAssumeRole(String statement, boolean trusted) throws Exception {
        assertThat(assumable("states", "arn:aws:states:us-east-1:123456789012:stateMachine:m", statement))
                .isEqualTo(trusted);
    }

    /** "Confused deputy prevention" of the Scheduler user guide: the ARN of the group. Believed: Lambda and EC2 send none. */
    @ParameterizedTest
    @CsvSource({
        "scheduler, arn:aws:scheduler:us-east-1:123456789012:schedule/g/s, arn:aws:scheduler:us-east-1:123456789012:schedule-group/g, true",
        "scheduler, arn:aws:scheduler:us-east-1:123456789012:schedule/g/s, arn:aws:scheduler:us-east-1:123456789012:schedule/g/s, false",
        "elasticmapreduce, arn:aws:elasticmapreduce:us-east-1:123456789012:cluster/j, arn:aws:elasticmapreduce:*:123456789012:*, true",
        "emr-serverless, arn:aws:emr-serverless:us-east-1:123456789012:/applications/a, arn:aws:emr-serverless:*:*:*, true",
        "pipes, arn:aws:pipes:us-east-1:123456789012:pipe/p, arn:aws:pipes:us-east-1:123456789012:pipe/p, true",
        "lambda, arn:aws:lambda:us-east-1:123456789012:function:f, arn:aws:lambda:us-east-1:123456789012:function:f, false"
    })
    void evaluatesSourceArnConditionForEachService(String service, String source, String pattern, boolean trusted)
            throws Exception {
        String statement = "'Principal': {'Service': '%s.amazonaws.com'}, 'Action': 'sts:AssumeRole', 'Condition':"
                + " {'ArnLike': {'aws:SourceArn': '%s'}}";

        assertThat(assumable(service, source, statement.formatted(service, pattern)))
                .isEqualTo(trusted);
    }

    @Test
    void denyOverridesAllow() throws Exception {
        String everyone = "{'Effect': '%s', 'Principal': '*', 'Action': 'sts:AssumeRole'}";

        assertThat(trust(everyone.formatted("Allow"), everyone.formatted("Deny"))
                        .permits(new ServiceCaller(ACCOUNT, "states", "arn").asks("sts:AssumeRole", "role")))
                .isFalse();
    }

    /** "Troubleshooting Amazon EventBridge": with a SourceAccount, EventBridge cannot invoke the function. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
        ``                                                                                             | true
        , 'Condition': {'ArnLike': {'aws:SourceArn': 'arn:aws:events:us-east-1:123456789012:rule/*'}} | true
        , 'Condition': {'ArnLike': {'aws:SourceArn': 'arn:aws:events:us-east-1:123456789012:rule/x'}} | false
        , 'Condition': {'StringEquals': {'aws:SourceAccount': '123456789012'}}                         | false
        , 'Condition': {'StringEqualsIfExists': {'aws:SourceAccount': '123456789012'}}                 | true
        , 'Resource': 'arn:aws:lambda:us-east-1:123456789012:function:f'                               | true
        , 'Resource': 'arn:aws:lambda:us-east-1:123456789012:function:g'                               | false
        """)
    void eventBridgeSendsSourceArnButNotSourceAccount(String more, boolean permitted) throws Exception {
        ResourcePolicies policies = new ResourcePolicies(ACCOUNT, iam);
        policies.put(
                FUNCTION,
                "Policy",
                AwsJson.parse(document("{'Effect': 'Allow', 'Principal': {'Service': 'events.amazonaws.com'}, 'Action':"
                        + " 'lambda:InvokeFunction'" + more + "}")));

        assertThat(policies.permits(FUNCTION, "lambda:InvokeFunction", "events", RULE))
                .isEqualTo(permitted);
    }

    /** "AWS JSON policy elements: Principal": the ARN of a role becomes its id when the policy is saved. */
    @Test
    void rejectsPolicyWhosePrincipalDoesNotExist() throws Exception {
        ResourcePolicies policies = new ResourcePolicies(ACCOUNT, iam);
        String document = document("{'Effect': 'Deny', 'Action': 'lambda:*', 'Principal':"
                + " {'AWS': 'arn:aws:iam::123456789012:role/reader'}}");

        assertThatThrownBy(() -> policies.put(FUNCTION, "Policy", AwsJson.parse(document)))
                .isInstanceOf(MalformedPolicyException.class)
                .hasMessage("Invalid principal in policy: \"AWS\":\"arn:aws:iam::123456789012:role/reader\"");

        iam.declare("reader", "/");
        policies.put(FUNCTION, "Policy", AwsJson.parse(document));
        assertThat(policies.of(FUNCTION)).hasSize(1);
    }

    private boolean assumable(String service, String source, String statement) throws Exception {
        Role role = new Role(
                "r",
                "arn:aws:iam::123456789012:role/r",
                "AROA",
                trust("{'Effect': 'Allow', %s}".formatted(statement)),
                List.of(),
                Map.of(),
                null,
                Map.of(),
                Role.DEFAULT_SESSION_SECONDS);
        return iam.isAssumable(role, service, source);
    }

    private static Policy trust(String... statements) throws Exception {
        return Policy.parse("trust", document(statements), Policy.Kind.TRUST);
    }

    private static String document(String... statements) {
        return "{'Version': '2012-10-17', 'Statement': [%s]}"
                .formatted(String.join(", ", statements))
                .replace('\'', '"');
    }
}
