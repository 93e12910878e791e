package io.github.emrlaunch.local.internal.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.emrlaunch.local.internal.aws.AwsException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecisionTest {
    private static final String PARAMETER = "arn:aws:ssm:us-east-1:123456789012:parameter/teams/etl";
    private static final String ALLOW_ALL = "{'Effect': 'Allow', 'Action': '*', 'Resource': '*'}";

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
        'Action': 'ssm:GetParameter'                    | true
        'Action': 'SSM:getparameter'                    | true
        'Action': 'ssm:Get*'                            | true
        'Action': 'ssm:*'                               | true
        'Action': '*'                                   | true
        'Action': '*:GetParameter'                      | true
        'Action': 'ssm:GetParamete?'                    | true
        'Action': 'ssm:GetParameter?'                   | false
        'Action': 'ssm:GetParameters'                   | false
        'Action': 'ssm.GetParameter'                    | false
        'Action': ['ssm:PutParameter', 'ssm:Get*']      | true
        'Action': []                                    | false
        'NotAction': 'ssm:GetParameter'                 | false
        'NotAction': ['ssm:Put*', 'ssm:GetParameters']  | true
        """)
    void actionsAreMatched(String action, boolean allowed) throws Exception {
        assertThat(decide("{'Effect': 'Allow', %s, 'Resource': '*'}".formatted(action))
                        .allowed())
                .isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
        'Resource': '*'                                                              | true
        'Resource': 'arn:aws:ssm:us-east-1:123456789012:parameter/teams/etl'         | true
        'Resource': 'arn:aws:ssm:us-east-1:123456789012:parameter/TEAMS/etl'         | false
        'Resource': 'arn:aws:ssm:us-east-1:123456789012:parameter/teams'             | false
        'Resource': 'arn:aws:ssm:us-east-1:123456789012:parameter/*'                 | true
        'Resource': 'arn:aws:ssm:us-east-1:123456789012:parameter/*/etl'             | true
        'Resource': 'arn:aws:ssm:us-east-1:123456789012:parameter/team?/e*l'         | true
        'Resource': 'arn:aws:ssm:*:*:parameter/teams/etl'                            | true
        'Resource': 'arn:aws:ssm:us*1:123456789012:parameter/teams/etl'              | true
        'Resource': 'arn:aws:ssm:us*9012:parameter/teams/etl'                        | false
        'Resource': 'arn:aws:ssm:us-east-1*'                                         | true
        'Resource': 'arn:aws:ssm:?????????:123456789012:parameter/teams/etl'         | true
        'Resource': 'arn.aws.ssm.us-east-1.123456789012.parameter/teams/etl'         | false
        'Resource': 'arn:aws:ssm:us-east-1:${aws:PrincipalAccount}:parameter/*'      | true
        'Resource': 'arn:aws:ssm:us-east-1:${aws:username}:parameter/*'              | false
        'Resource': 'arn:aws:ssm:us-east-1:123456789012:parameter/${team, 'teams'}/*' | true
        'Resource': 'arn:aws:ssm:us-east-1:123456789012:parameter/teams/${*}'        | false
        'Resource': ['arn:aws:s3:::b', 'arn:aws:ssm:us-east-1:123456789012:*']       | true
        'NotResource': 'arn:aws:ssm:us-east-1:123456789012:parameter/other/*'        | true
        'NotResource': 'arn:aws:ssm:us-east-1:123456789012:parameter/teams/*'        | false
        """)
    void resourcesAreMatched(String resource, boolean allowed) throws Exception {
        String element = resource.contains("'teams'") ? resource.replace("'teams'", "\\u0027teams\\u0027") : resource;

        assertThat(decide("{'Effect': 'Allow', 'Action': '*', %s}".formatted(element))
                        .allowed())
                .isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
        'StringEquals': {'one': 'a'}                        | true
        'StringEquals': {'ONE': 'a'}                        | true
        'StringEquals': {'one': 'A'}                        | false
        'StringEquals': {'one': '*'}                        | false
        'StringEquals': {'one': ['x', 'a']}                 | true
        'StringEquals': {'none': 'a'}                       | false
        'StringEquals': {'one': 'a', 'none': 'a'}           | false
        'StringEquals': {'account': '${aws:PrincipalAccount}'} | true
        'StringNotEquals': {'one': ['x', 'a']}              | false
        'StringNotEquals': {'one': ['x', 'y']}              | true
        'StringNotEquals': {'none': 'a'}                    | true
        'StringEqualsIgnoreCase': {'one': 'A'}              | true
        'StringNotEqualsIgnoreCase': {'one': 'A'}           | false
        'StringLike': {'service': 'ec2.amazonaws.com*'}     | true
        'StringLike': {'service': 'ec2?amazonaws.com'}      | true
        'StringLike': {'service': 'ec2'}                    | false
        'StringNotLike': {'service': 'ec2*'}                | false
        'StringNotLike': {'none': 'ec2*'}                   | true
        'ArnEquals': {'arn': 'arn:aws:sns:*:123456789012:topic:*'} | true
        'ArnLike': {'arn': 'arn:aws:sns:*:topic:one'}       | false
        'ArnNotEquals': {'arn': 'arn:aws:sns:*:*:topic:one'} | false
        'ArnNotLike': {'arn': 'arn:aws:sqs:*:*:topic:one'}  | true
        'Bool': {'secure': true}                            | true
        'Bool': {'secure': 'false'}                         | false
        'Bool': {'none': 'false'}                           | false
        'BoolIfExists': {'none': 'false'}                   | true
        'StringEqualsIfExists': {'none': 'a'}               | true
        'StringEqualsIfExists': {'one': 'x'}                | false
        'Null': {'none': 'true'}                            | true
        'Null': {'one': true}                               | false
        'Null': {'one': 'false'}                            | true
        'ForAnyValue:StringEquals': {'several': ['b', 'z']} | true
        'ForAnyValue:StringEquals': {'several': 'z'}        | false
        'ForAnyValue:StringEquals': {'none': 'z'}           | false
        'ForAnyValue:StringNotEquals': {'several': 'a'}     | true
        'ForAllValues:StringEquals': {'several': ['a', 'b', 'c']} | true
        'ForAllValues:StringEquals': {'several': 'a'}       | false
        'ForAllValues:StringLike': {'none': 'x'}            | true
        'ForAllValues:StringNotLike': {'several': 'z*'}     | true
        'StringEquals': {'one': 'a'}, 'Bool': {'secure': 'false'} | false
        """)
    void conditionsAreEvaluated(String condition, boolean allowed) throws Exception {
        assertThat(decide("{'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'Condition': {%s}}".formatted(condition))
                        .allowed())
                .isEqualTo(allowed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NumericLessThan", "DateGreaterThan", "IpAddressIfExists", "ForAnyValue:BinaryEquals"})
    void operatorThatIsNotSupportedIsAnErrorOnceItMatters(String operator) throws Exception {
        String unknowable =
                "{'Effect': 'Deny', 'Action': 'ssm:%s', 'Resource': '*', 'Condition': {'%s': {'one': '1'}}}";

        assertThat(decide(ALLOW_ALL, unknowable.formatted("PutParameter", operator))
                        .allowed())
                .isTrue();
        assertThatThrownBy(() -> decide(ALLOW_ALL, unknowable.formatted("GetParameter", operator)))
                .isInstanceOf(AwsException.class)
                .hasMessageContaining("cannot tell whether the condition " + operator.replaceAll("IfExists|.*:", "")
                        + " of one holds");
    }

    @Test
    void denyWinsOverEveryAllow() throws Exception {
        Decision decision = decide(
                ALLOW_ALL,
                "{'Sid': 'No', 'Effect': 'Deny', 'Action': 'ssm:*', 'Resource': 'arn:aws:ssm:*:*:parameter/*'}",
                ALLOW_ALL);

        assertThat(decision.allowed()).isFalse();
        assertThat(decision.reason()).isEqualTo("with an explicit deny in an identity-based policy");
        assertThat(decision.policy()).isEqualTo("test");
        assertThat(decision.statement()).isEqualTo("No");
    }

    @Test
    void nothingIsAllowedByDefault() throws Exception {
        Decision decision = decide("{'Effect': 'Deny', 'Action': 's3:*', 'Resource': '*'}");

        assertThat(decision.allowed()).isFalse();
        assertThat(decision.reason()).isEqualTo("because no identity-based policy allows the ssm:GetParameter action");
        assertThat(decision.policy()).isNull();
    }

    @Test
    void statementWithoutSidIsNamedByItsIndex() throws Exception {
        assertThat(decide("{'Effect': 'Allow', 'Action': 's3:*', 'Resource': '*'}", ALLOW_ALL)
                        .statement())
                .isEqualTo("[1]");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
        {'Effect': 'Allow', 'Action': 'ssm:*', 'Resource': '*'}     | true  | ``
        {'Effect': 'Allow', 'Action': 's3:*', 'Resource': '*'}      | false | because no permissions boundary allows the ssm:GetParameter action
        {'Effect': 'Deny', 'Action': 'ssm:Get*', 'Resource': '*'}   | false | with an explicit deny in a permissions boundary
        """)
    void boundaryLimitsWhatPoliciesAllow(String statement, boolean allowed, String reason) throws Exception {
        Decision decision = Decision.of(List.of(policy(ALLOW_ALL)), policy(statement), context());

        assertThat(decision.allowed()).isEqualTo(allowed);
        assertThat(decision.reason()).isEqualTo(reason);
    }

    @Test
    void boundaryAllowsNothingByItself() throws Exception {
        assertThat(Decision.of(List.of(), policy(ALLOW_ALL), context()).reason())
                .isEqualTo("because no identity-based policy allows the ssm:GetParameter action");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
        {'Action': '*', 'Resource': '*'}                       | the Effect of a statement is Allow or Deny, got none
        {'Effect': 'allow', 'Action': '*', 'Resource': '*'}    | the Effect of a statement is Allow or Deny, got allow
        {'Effect': 'Allow', 'Resource': '*'}                   | a statement has either Action or NotAction
        {'Effect': 'Allow', 'Action': '*', 'NotAction': 's3:*', 'Resource': '*'} | a statement has either Action or NotAction
        {'Effect': 'Allow', 'Action': '*'}                     | a statement has either Resource or NotResource
        {'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'Condition': {'StringEqual': {'one': 'a'}}} | there is no condition operator 'StringEqual'
        """)
    void malformedStatementsAreRefused(String statement, String message) {
        assertThatThrownBy(() -> policy(statement))
                .isInstanceOf(MalformedPolicyException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"Statement\": []}", "{\"Statement\": \"Allow\"}"})
    void policyHasStatements(String document) {
        assertThatThrownBy(() -> Policy.parse("p", document)).hasMessage("a policy has a Statement");
        assertThatThrownBy(() -> Policy.parse("p", document.substring(1))).isInstanceOf(MalformedPolicyException.class);
    }

    private static Decision decide(String... statements) throws MalformedPolicyException {
        return Decision.of(List.of(policy(statements)), null, context());
    }

    private static Policy policy(String... statements) throws MalformedPolicyException {
        return Policy.parse(
                "test",
                "{\"Statement\": [%s]}".formatted(String.join(", ", statements).replace('\'', '"')));
    }

    private static RequestContext context() {
        return new RequestContext(
                "ssm:GetParameter",
                PARAMETER,
                Map.of(
                        "one", List.of("a"),
                        "several", List.of("a", "b"),
                        "account", List.of("123456789012"),
                        "aws:PrincipalAccount", List.of("123456789012"),
                        "secure", List.of("true"),
                        "service", List.of("ec2.amazonaws.com"),
                        "arn", List.of("arn:aws:sns:us-east-1:123456789012:topic:one")));
    }
}
