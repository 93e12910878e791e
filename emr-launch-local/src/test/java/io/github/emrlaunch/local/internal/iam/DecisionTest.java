package io.github.emrlaunch.local.internal.iam;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecisionTest {
    private static final String PARAMETER = "arn:aws:ssm:us-east-1:123456789012:parameter/teams/etl";
    private static final String ALLOW_ALL = "{'Effect': 'Allow', 'Action': '*', 'Resource': '*'}";
    private static final String DOCUMENT = "{'Version': '2012-10-17', 'Statement': [%s]}";
    private static final Caller CALLER = new Caller(
            Set.of("AWS:arn:aws:sts::123456789012:assumed-role/r/s"),
            Set.of("AWS:arn:aws:iam::123456789012:role/r"),
            Set.of("AWS:123456789012", "AWS:arn:aws:iam::123456789012:root"));

    /** The elements of a statement with the effect Allow, whether it allows the request, and the source in the IAM user guide. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
        'Action': 'ssm:GetParameter'                    | true  | Action
        'Action': 'SSM:getparameter'                    | true  | Action: names are not case-sensitive
        'Action': 'ssm:Get*'                            | true  | Action: wildcards
        'Action': '*'                                   | true  | Action: wildcards
        'Action': 'ssm:GetParamete?'                    | true  | Action: wildcards
        'Action': 'ssm:GetParameter?'                   | false | Action: wildcards
        'Action': 'ssm:GetParameters'                   | false | Action
        'Action': ['ssm:PutParameter', 'ssm:Get*']      | true  | Action: several
        'NotAction': 'ssm:GetParameter'                 | false | NotAction
        'NotAction': ['ssm:Put*', 'ssm:GetParameters']  | true  | NotAction
        """)
    void actionsAreMatched(String action, boolean allowed, String source) throws Exception {
        assertThat(decide("{'Effect': 'Allow', %s, 'Resource': '*'}".formatted(action))
                        .allowed())
                .as(source)
                .isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
        'Resource': '*'                                                              | true  | Resource
        'Resource': 'arn:aws:ssm:us-east-1:123456789012:parameter/teams/etl'         | true  | Resource
        'Resource': 'arn:aws:ssm:us-east-1:123456789012:parameter/TEAMS/etl'         | false | Resource
        'Resource': 'arn:aws:ssm:us-east-1:123456789012:parameter/teams'             | false | Resource
        'Resource': 'arn:aws:ssm:us-east-1:123456789012:parameter/*'                 | true  | Resource: wildcards
        'Resource': 'arn:aws:ssm:us-east-1:123456789012:parameter/*/etl'             | true  | Resource: wildcards
        'Resource': 'arn:aws:ssm:us-east-1:123456789012:parameter/team?/e*l'         | true  | Resource: wildcards
        'Resource': 'arn:aws:ssm:*:*:parameter/teams/etl'                            | true  | Resource: wildcards
        'Resource': 'arn:aws:ssm:us*1:123456789012:parameter/teams/etl'              | true  | Resource: wildcards
        'Resource': 'arn:aws:ssm:us*9012:parameter/teams/etl'                        | false | Resource: a wildcard stays in its part
        'Resource': 'arn:aws:ssm:us-east-1*'                                         | true  | believed: it may end a part
        'Resource': 'arn:aws:ssm:?????????:123456789012:parameter/teams/etl'         | true  | Resource: wildcards
        'Resource': 'arn:aws:ssm:us-east-1:123456789012:parameter/${team}/etl'       | true  | Variables: in the last part
        'Resource': 'arn:aws:ssm:us-east-1:${aws:PrincipalAccount}:parameter/*'      | false | Variables: after the fifth colon only
        'Resource': 'arn:aws:ssm:*:*:parameter/${aws:username}'                      | false | Variables: not in the request
        'Resource': 'arn:aws:ssm:*:*:parameter/${none, `teams`}/*'                   | true  | Variables: default values
        'Resource': 'arn:aws:ssm:*:*:parameter/${team, `other`}/*'                   | true  | Variables: default values
        'Resource': 'arn:aws:ssm:*:*:parameter/${none, `other`}/*'                   | false | Variables: default values
        'Resource': 'arn:aws:ssm:*:*:parameter/teams/${*}'                           | false | Variables: special characters
        'Resource': ['arn:aws:s3:::b', 'arn:aws:ssm:us-east-1:123456789012:*']       | true  | Resource: several
        'Resource': ['*', 'arn:aws:ssm:*:*:parameter/${aws:username}']               | false | Variables: an unresolved one invalidates the statement
        'NotResource': 'arn:aws:ssm:us-east-1:123456789012:parameter/other/*'        | true  | NotResource
        'NotResource': 'arn:aws:ssm:us-east-1:123456789012:parameter/teams/*'        | false | NotResource
        'NotResource': 'arn:aws:ssm:*:*:parameter/${aws:username}'                   | false | Variables: an unresolved one invalidates the statement
        """)
    void resourcesAreMatched(String resource, boolean allowed, String source) throws Exception {
        assertThat(decide("{'Effect': 'Allow', 'Action': '*', %s}".formatted(resource))
                        .allowed())
                .as(source)
                .isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
        'StringEquals': {'one': 'a'}                        | true  | String operators
        'StringEquals': {'ONE': 'a'}                        | true  | Condition: keys are not case-sensitive
        'StringEquals': {'one': 'A'}                        | false | String operators: case-sensitive
        'StringEquals': {'one': '*'}                        | false | String operators: no wildcards
        'StringEquals': {'one': ['x', 'a']}                 | true  | Multiple values: one has to fit
        'StringEquals': {'none': 'a'}                       | false | Operators: a key that is not there does not match
        'StringEquals': {'one': 'a', 'none': 'a'}           | false | Multiple keys: each has to fit
        'StringEquals': {'account': '${aws:PrincipalAccount}'} | true | Variables
        'StringEquals': {'one': '${*}'}                     | false | Variables: special characters
        'StringEquals': {'star': '${*}'}                    | true  | Variables: special characters
        'StringEquals': {'one': '${none, `a`}'}             | true  | Variables: default values
        'StringNotEquals': {'one': ['x', 'a']}              | false | Multiple values: negated, none may fit
        'StringNotEquals': {'one': ['x', 'y']}              | true  | Multiple values: negated
        'StringNotEquals': {'none': 'a'}                    | true  | Operators: negated and not there
        'StringNotEquals': {'one': '${aws:username}'}       | false | Variables: an unresolved one invalidates the statement
        'StringEqualsIgnoreCase': {'one': 'A'}              | true  | String operators
        'StringEqualsIgnoreCase': {'one': '${upper}'}       | true  | Variables: string operators
        'StringEqualsIgnoreCase': {'one': '?'}              | false | String operators: no wildcards
        'StringNotEqualsIgnoreCase': {'one': 'A'}           | false | String operators
        'StringNotEqualsIgnoreCase': {'one': '${upper}'}    | false | Variables: string operators
        'StringLike': {'service': 'ec2.amazonaws.com*'}     | true  | String operators
        'StringLike': {'service': 'ec2?amazonaws.com'}      | true  | String operators
        'StringLike': {'service': 'ec2'}                    | false | String operators
        'StringNotLike': {'service': 'ec2*'}                | false | String operators
        'StringNotLike': {'none': 'ec2*'}                   | true  | Operators: negated and not there
        'ArnEquals': {'arn': 'arn:aws:sns:*:123456789012:topic:*'} | true | ARN operators: as ArnLike
        'ArnLike': {'arn': 'arn:aws:sns:*:topic:one'}       | false | ARN operators: each part by itself
        'ArnLike': {'arn': 'arn:aws:sns:*:${aws:PrincipalAccount}:topic:one'} | true | ARN operators: variables
        'ArnNotEquals': {'arn': 'arn:aws:sns:*:*:topic:one'} | false | ARN operators
        'ArnNotLike': {'arn': 'arn:aws:sqs:*:*:topic:one'}  | true  | ARN operators
        'ArnNotLike': {'none': 'arn:aws:sqs:*:*:topic:one'} | true  | Operators: negated and not there
        'Bool': {'secure': true}                            | true  | Boolean operators
        'Bool': {'secure': 'false'}                         | false | Boolean operators
        'Bool': {'none': 'false'}                           | false | Operators: a key that is not there does not match
        'BoolIfExists': {'none': 'false'}                   | true  | IfExists
        'NumericEquals': {'ten': '10'}                      | true  | Numeric operators
        'NumericEquals': {'ten': 10.0}                      | true  | Numeric operators
        'NumericEquals': {'one': '10'}                      | false | Numeric operators: no number
        'NumericNotEquals': {'ten': '10'}                   | false | Numeric operators
        'NumericLessThan': {'ten': '10'}                    | false | Numeric operators
        'NumericLessThan': {'ten': '10.5'}                  | true  | Numeric operators
        'NumericLessThanEquals': {'ten': '10'}              | true  | Numeric operators
        'NumericGreaterThan': {'ten': '9'}                  | true  | Numeric operators
        'NumericGreaterThanEquals': {'ten': '11'}           | false | Numeric operators
        'NumericLessThan': {'none': '11'}                   | false | Operators: a key that is not there does not match
        'NumericLessThanIfExists': {'none': '11'}           | true  | IfExists
        'DateEquals': {'time': '2026-01-01T02:00:00+02:00'} | true  | Date operators
        'DateNotEquals': {'time': '2026-01-01'}             | false | Date operators
        'DateLessThan': {'time': '2026-01-01T00:00:01Z'}    | true  | Date operators
        'DateLessThanEquals': {'time': '2025-12-31'}        | false | Date operators
        'DateGreaterThan': {'time': '1767225599'}           | true  | Date operators: seconds since the epoch
        'DateGreaterThanEquals': {'epoch': '2026-01-01'}    | true  | Date operators: seconds since the epoch
        'IpAddress': {'ip': '203.0.113.0/24'}               | true  | IP address operators
        'IpAddress': {'ip': ['10.0.0.0/8', '203.0.113.7']}  | true  | IP address operators: a prefix of 32 without one
        'IpAddress': {'ip': '203.0.113.8'}                  | false | IP address operators
        'NotIpAddress': {'ip': '203.0.0.0/16'}              | false | IP address operators
        'NotIpAddress': {'ip': '10.0.0.0/8'}                | true  | IP address operators
        'IpAddress': {'ip6': '2001:DB8:1234:5678::/64'}     | true  | IP address operators: IPv6
        'IpAddress': {'ip6': '0.0.0.0/0'}                   | false | IP address operators: IPv6
        'BinaryEquals': {'binary': 'QmluYXJ5'}              | true  | Binary operators
        'BinaryEquals': {'binary': 'QmluYXJ6'}              | false | Binary operators
        'StringEqualsIfExists': {'none': 'a'}               | true  | IfExists
        'StringEqualsIfExists': {'one': 'x'}                | false | IfExists
        'StringNotEqualsIfExists': {'none': 'a'}            | true  | IfExists: negated
        'StringEqualsIfExists': {'none': '${aws:username}'} | true  | Variables: IfExists keeps the statement valid
        'Null': {'none': 'true'}                            | true  | Null
        'Null': {'one': true}                               | false | Null
        'Null': {'one': 'false'}                            | true  | Null
        'Null': {'none': 'false'}                           | false | Null
        'ForAnyValue:StringEquals': {'several': ['b', 'z']} | true  | Set operators
        'ForAnyValue:StringEquals': {'several': 'z'}        | false | Set operators
        'ForAnyValue:StringEquals': {'none': 'z'}           | false | Set operators: nothing fits ForAnyValue
        'ForAnyValue:StringNotEquals': {'several': 'a'}     | true  | Set operators
        'ForAnyValue:StringNotEquals': {'none': 'a'}        | false | Set operators: nothing fits ForAnyValue
        'ForAllValues:StringEquals': {'several': ['a', 'b', 'c']} | true | Set operators
        'ForAllValues:StringEquals': {'several': 'a'}       | false | Set operators
        'ForAllValues:StringLike': {'none': 'x'}            | true  | Set operators: nothing is all
        'ForAllValues:StringNotLike': {'several': 'z*'}     | true  | Set operators
        'StringEquals': {'one': 'a'}, 'Bool': {'secure': 'false'} | false | Multiple operators: each has to hold
        """)
    void conditionsAreEvaluated(String condition, boolean allowed, String source) throws Exception {
        assertThat(decide("{'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'Condition': {%s}}".formatted(condition))
                        .allowed())
                .as(source)
                .isEqualTo(allowed);
    }

    /** "Variables and tags": in a policy of another version, or without one, variables are literal texts. */
    @ParameterizedTest
    @ValueSource(strings = {"'Version': '2008-10-17', ", ""})
    void policyVariablesAreLiteralTextBeforeVersion2012(String version) throws Exception {
        String document = "{%s'Statement': {'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'Condition':"
                + " {'%s': {'%s': '%s'}}}}";

        assertThat(allows(document.formatted(version, "StringEquals", "account", "${aws:PrincipalAccount}")))
                .isFalse();
        assertThat(allows(document.formatted(version, "StringEquals", "literal", "${aws:PrincipalAccount}")))
                .isTrue();
        assertThat(allows(document.formatted(version, "StringLike", "literal", "${aws:*}")))
                .isTrue();
        assertThat(allows("{%s'Statement': {'Effect': 'Allow', 'Action': '*', 'Resource':".formatted(version)
                        + " 'arn:aws:ssm:*:*:parameter/${team}/etl'}}"))
                .isFalse();
    }

    private static boolean allows(String document) throws MalformedPolicyException {
        Policy policy = Policy.parse("test", document.replace('\'', '"'), Policy.Kind.INLINE);
        return decision(List.of(policy), null, List.of(), false).allowed();
    }

    @Test
    void denyOverridesEveryAllow() throws Exception {
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
        Decision decision = decision(List.of(policy(ALLOW_ALL)), policy(statement), List.of(), false);

        assertThat(decision.allowed()).isEqualTo(allowed);
        assertThat(decision.reason()).isEqualTo(reason);
    }

    @Test
    void boundaryAloneAllowsNothing() throws Exception {
        assertThat(decision(List.of(), policy(ALLOW_ALL), List.of(), false).reason())
                .isEqualTo("because no identity-based policy allows the ssm:GetParameter action");
    }

    /**
     * The principals of the resource-based policy, the identity-based policy, the boundary and the decision; "Determining whether a
     * request is allowed or denied within an account" and "NotPrincipal" of the IAM user guide.
     */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
        Allow | 'Principal': {'AWS': 'arn:aws:iam::123456789012:role/r'}                | none  | none  | true
        Allow | 'Principal': {'AWS': 'arn:aws:iam::123456789012:role/r'}                | none  | s3    | false
        Allow | 'Principal': {'AWS': 'arn:aws:sts::123456789012:assumed-role/r/s'}      | none  | s3    | true
        Allow | 'Principal': '*'                                                        | none  | s3    | true
        Allow | 'Principal': {'AWS': '*'}                                               | none  | s3    | true
        Allow | 'Principal': {'AWS': '123456789012'}                                    | none  | none  | false
        Allow | 'Principal': {'AWS': 'arn:aws:iam::123456789012:root'}                  | none  | none  | false
        Allow | 'Principal': {'AWS': 'arn:aws:iam::123456789012:root'}                  | ssm   | none  | true
        Allow | 'Principal': {'AWS': '210987654321'}                                    | ssm   | none  | true
        Allow | 'Principal': {'AWS': 'arn:aws:iam::123456789012:role/other'}            | none  | none  | false
        Allow | 'Principal': {'Service': 'ssm.amazonaws.com'}                           | none  | none  | false
        Allow | 'Principal': {'AWS': 'arn:aws:iam::123456789012:role/r'}                | deny  | none  | false
        Allow | 'Principal': '*', 'Condition': {'StringEquals': {'one': 'b'}}           | none  | none  | false
        Allow | 'Principal': '*', 'Resource': 'arn:aws:ssm:*:*:parameter/other'         | none  | none  | false
        Deny  | 'Principal': {'AWS': 'arn:aws:iam::123456789012:role/r'}                | ssm   | none  | false
        Deny  | 'Principal': {'AWS': 'arn:aws:sts::123456789012:assumed-role/r/s'}      | ssm   | none  | false
        Deny  | 'Principal': {'AWS': '123456789012'}                                    | ssm   | none  | false
        Deny  | 'Principal': '*'                                                        | ssm   | none  | false
        Deny  | 'Principal': '*', 'Condition': {'Bool': {'secure': 'false'}}            | ssm   | none  | true
        Deny  | 'Principal': {'AWS': 'arn:aws:iam::123456789012:role/other'}            | ssm   | none  | true
        Deny  | 'NotPrincipal': {'AWS': 'arn:aws:iam::123456789012:role/r'}             | ssm   | none  | false
        Deny  | 'NotPrincipal': {'AWS': ['arn:aws:iam::123456789012:role/r', 'arn:aws:sts::123456789012:assumed-role/r/s', 'arn:aws:iam::123456789012:root']} | ssm | none | true
        """)
    void resourcePolicyCanAllowOrDenyTheRequest(
            String effect, String elements, String identity, String boundary, boolean allowed) throws Exception {
        Policy resource = Policy.parse(
                "resource",
                DOCUMENT.formatted("{'Effect': '%s', 'Action': 'ssm:*', %s}".formatted(effect, elements))
                        .replace('\'', '"'),
                Policy.Kind.RESOURCE);

        assertThat(decision(
                                identityPolicies(identity),
                                boundary.equals("none") ? null : policy(only(boundary)),
                                List.of(resource),
                                false)
                        .allowed())
                .isEqualTo(allowed);
    }

    /** "IAM role trust policies and KMS key policies are exceptions": they must allow it, whatever the identity-based policies allow. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
        'Principal': {'AWS': 'arn:aws:iam::123456789012:role/r'}     | none | none | true  | ``
        'Principal': {'AWS': 'arn:aws:iam::123456789012:role/r'}     | none | s3   | false | because no permissions boundary allows the sts:AssumeRole action
        'Principal': {'AWS': '123456789012'}                         | none | none | false | because no identity-based policy allows the sts:AssumeRole action
        'Principal': {'AWS': '123456789012'}                         | sts  | none | true  | ``
        'Principal': {'AWS': 'arn:aws:iam::123456789012:role/other'} | sts  | none | false | because no role trust policy allows the sts:AssumeRole action
        'Principal': {'Service': 'lambda.amazonaws.com'}             | sts  | none | false | because no role trust policy allows the sts:AssumeRole action
        'Principal': {'AWS': 'arn:aws:iam::123456789012:role/r'}     | deny | none | false | with an explicit deny in an identity-based policy
        """)
    void trustPolicyMustAllowAssumeRole(
            String principal, String identity, String boundary, boolean allowed, String reason) throws Exception {
        Policy trust = Policy.parse(
                "trust",
                DOCUMENT.formatted("{'Effect': 'Allow', 'Action': 'sts:AssumeRole', %s}".formatted(principal))
                        .replace('\'', '"'),
                Policy.Kind.TRUST);
        Decision decision = Decision.of(
                new Decision.Policies(
                        identityPolicies(identity),
                        boundary.equals("none") ? null : policy(only(boundary)),
                        List.of(trust),
                        true),
                new RequestContext("sts:AssumeRole", "arn:aws:iam::123456789012:role/target", CALLER, Map.of()));

        assertThat(decision.allowed()).isEqualTo(allowed);
        assertThat(decision.reason()).isEqualTo(reason);
    }

    private static List<Policy> identityPolicies(String identity) throws MalformedPolicyException {
        return switch (identity) {
            case "none" -> List.of();
            case "deny" -> List.of(policy("{'Effect': 'Deny', 'Action': '*', 'Resource': '*'}"));
            default -> List.of(policy(only(identity)));
        };
    }

    private static String only(String service) {
        return "{'Effect': 'Allow', 'Action': '%s:*', 'Resource': '*'}".formatted(service);
    }

    private static Decision decide(String... statements) throws MalformedPolicyException {
        return decision(List.of(policy(statements)), null, List.of(), false);
    }

    private static Decision decision(
            List<Policy> identity, @Nullable Policy boundary, List<Policy> resource, boolean trust) {
        return Decision.of(new Decision.Policies(identity, boundary, resource, trust), context());
    }

    private static Policy policy(String... statements) throws MalformedPolicyException {
        return Policy.parse(
                "test",
                DOCUMENT.formatted(String.join(", ", statements))
                        .replace('\'', '"')
                        .replace('`', '\''),
                Policy.Kind.INLINE);
    }

    private static RequestContext context() {
        return new RequestContext(
                "ssm:GetParameter",
                PARAMETER,
                CALLER,
                Map.ofEntries(
                        Map.entry("one", List.of("a")),
                        Map.entry("upper", List.of("A")),
                        Map.entry("star", List.of("*")),
                        Map.entry("several", List.of("a", "b")),
                        Map.entry("team", List.of("teams")),
                        Map.entry("account", List.of("123456789012")),
                        Map.entry("literal", List.of("${aws:PrincipalAccount}")),
                        Map.entry("aws:PrincipalAccount", List.of("123456789012")),
                        Map.entry("secure", List.of("true")),
                        Map.entry("ten", List.of("10")),
                        Map.entry("time", List.of("2026-01-01T00:00:00Z")),
                        Map.entry("epoch", List.of("1767225600")),
                        Map.entry("ip", List.of("203.0.113.7")),
                        Map.entry("ip6", List.of("2001:db8:1234:5678::1")),
                        Map.entry("binary", List.of("QmluYXJ5")),
                        Map.entry("service", List.of("ec2.amazonaws.com")),
                        Map.entry("arn", List.of("arn:aws:sns:us-east-1:123456789012:topic:one"))));
    }
}
