package io.github.emrlaunch.local.internal.iam;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rejected policies. The messages of IAM for identity-based policies are those that moto's maintainers recorded
 * (tests/test_iam/test_iam_policies.py); other tests name their source.
 */
class PolicyGrammarTest {
    private static final String S3 = "'Effect': 'Allow', 'Action': 's3:ListBucket', 'Resource': 'arn:aws:s3:::b'";

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
        no JSON                                                                            | Syntax errors in policy
        []                                                                                 | Syntax errors in policy
        {'Version': '2012-10-17'}                                                          | Syntax errors in policy
        {'Version': '2012-10-17', 'Statement': []}                                         | Syntax errors in policy
        {'Version': '2012-10-17', 'Statement': ['text']}                                   | Syntax errors in policy
        {'Version': '2013-10-17', 'Statement': {<S3>}}                                     | Syntax errors in policy
        {'Version': '2012-10-17', 'Statement': {<S3>}, 'Extra': 'value'}                   | Syntax errors in policy
        {'Version': '2012-10-17', 'Statement': {<S3>, 'Extra': 'value'}}                   | Syntax errors in policy
        {'Version': '2012-10-17', 'Id': {}, 'Statement': {<S3>}}                           | Syntax errors in policy
        {'Version': '2012-10-17', 'Statement': {<S3>, 'Sid': []}}                          | Syntax errors in policy
        {'Version': '2012-10-17', 'Statement': {<S3>, 'NotResource': '*'}}                 | Syntax errors in policy
        {'Version': '2012-10-17', 'Statement': {<S3>, 'NotAction': 'iam:x'}}               | Syntax errors in policy
        {'Version': '2012-10-17', 'Statement': {<S3>, 'Condition': []}}                    | Syntax errors in policy
        {'Version': '2012-10-17', 'Statement': {<S3>, 'Condition': 'a'}}                   | Syntax errors in policy
        {'Version': '2012-10-17', 'Statement': {<S3>, 'Condition': {'a': 'b'}}}            | Syntax errors in policy
        {'Version': '2012-10-17', 'Statement': {<S3>, 'Condition': {'x': {'a': '1'}}}}     | Syntax errors in policy: Statement[0]: there is no condition operator 'x'
        {'Version': '2012-10-17', 'Statement': {<S3>, 'Condition': {'ForAnyValue::StringEquals': {'a': '1'}}}} | Syntax errors in policy
        {'Version': '2012-10-17', 'Statement': {<S3>, 'Condition': {'StringEqual': {'a': '1'}}}} | Syntax errors in policy
        {'Version': '2012-10-17', 'Statement': {<S3>, 'Condition': {'NullIfExists': {'a': 'true'}}}} | Syntax errors in policy
        {'Version': '2012-10-17', 'Statement': {<S3>, 'Condition': {'DateGreaterThan': {'a': {}}}}} | Syntax errors in policy
        {'Version': '2012-10-17', 'Statement': {'Action': 's3:x', 'Resource': '*'}}        | Syntax errors in policy: Statement[0] has no Effect
        {'Version': '2012-10-17', 'Statement': {'Effect': 'invalid', 'Action': 's3:x', 'Resource': '*'}} | Syntax errors in policy
        {'Version': '2012-10-17', 'Statement': {'Effect': 'Allow', 'Action': {}, 'Resource': '*'}} | Syntax errors in policy
        {'Version': '2012-10-17', 'Statement': {'Effect': 'Allow', 'Action': [[]], 'Resource': '*'}} | Syntax errors in policy
        {'Version': '2012-10-17', 'Statement': {'Effect': 'Allow', 'Action': 's3:x', 'Resource': {'a': 'b'}}} | Syntax errors in policy
        {'Version': '2008-10-17', 'Statement': {<S3>}}                                     | Policy document must be version 2012-10-17 or greater.
        {'Statement': {<S3>}}                                                              | Policy document must be version 2012-10-17 or greater.
        {'Version': '2012-10-17', 'Statement': {'Effect': 'denY', 'Action': 's3:x', 'Resource': '*'}} | The policy failed legacy parsing
        {'Version': '2012-10-17', 'Statement': {<S3>, 'Condition': {'DateGreaterThan': {'a': 'sdf'}}}} | The policy failed legacy parsing
        {'Version': '2012-10-17', 'Statement': {<S3>, 'Condition': {'DateLessThanEquals': {'a': '234-13'}}}} | The policy failed legacy parsing
        {'Version': '2012-10-17', 'Statement': {'Effect': 'Allow', 'Action': 's3:x', 'Resource': 'arn:aws:s3::b'}} | The policy failed legacy parsing
        {'Version': '2012-10-17', 'Statement': [{<S3>, 'Sid': 'a'}, {<S3>, 'Sid': 'a'}]}   | Statement IDs (SID) in a single policy must be unique
        {'Version': '2012-10-17', 'Statement': {'Effect': 'Allow', 'Resource': '*'}}       | Policy statement must contain actions
        {'Version': '2012-10-17', 'Statement': {'Effect': 'Allow', 'Action': [], 'Resource': '*'}} | Policy statement must contain actions
        {'Version': '2012-10-17', 'Statement': [{'Effect': 'Deny'}, {<S3>}]}               | Policy statement must contain actions
        {'Version': '2012-10-17', 'Statement': {'Effect': 'Allow', 'Action': 'invalid', 'Resource': '*'}} | Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.
        {'Version': '2012-10-17', 'Statement': {'Effect': 'Allow', 'NotAction': '', 'Resource': '*'}} | Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.
        {'Version': '2012-10-17', 'Statement': {'Effect': 'Allow', 'Action': 'a a:b', 'Resource': '*'}} | Vendor a a is not valid
        {'Version': '2012-10-17', 'Statement': {'Effect': 'Allow', 'Action': 's3:List:Bucket', 'Resource': '*'}} | Actions/Condition can contain only one colon
        {'Version': '2012-10-17', 'Statement': {'Effect': 'Allow', 'Action': 's3:x', 'Resource': 'sdf'}} | Resource sdf must be in ARN format or "*".
        {'Version': '2012-10-17', 'Statement': {'Effect': 'Allow', 'Action': 's3:x', 'Resource': ''}} | Resource  must be in ARN format or "*".
        {'Version': '2012-10-17', 'Statement': {'Effect': 'Allow', 'Action': 's3:x', 'Resource': 'arn:error:s3:::b'}} | Partition "error" is not valid for resource "arn:error:s3:::b".
        {'Version': '2012-10-17', 'Statement': {'Effect': 'Allow', 'Action': 's3:x', 'Resource': 'arn:aws'}} | Resource vendor must be fully qualified and cannot contain regexes
        {'Version': '2012-10-17', 'Statement': {'Effect': 'Allow', 'Action': 's3:x', 'Resource': 'arn:aws:iam:::b'}} | IAM resource path must either be "*" or start with user/, federated-user/, role/
        {'Version': '2012-10-17', 'Statement': {'Effect': 'Allow', 'Action': 's3:x', 'Resource': 'arn:aws:iam:us-east-1::role/b'}} | IAM resource arn:aws:iam:us-east-1::role/b cannot contain region information.
        {'Version': '2012-10-17', 'Statement': {'Effect': 'Allow', 'Action': 's3:x', 'Resource': 'arn:aws:s3:us-east-1::b'}} | Resource arn:aws:s3:us-east-1::b can not contain region information.
        {'Version': '2012-10-17', 'Statement': {'Effect': 'Allow', 'Action': 's3:x'}}      | Policy statement must contain resources
        {'Version': '2012-10-17', 'Statement': {'Effect': 'Allow', 'Action': 's3:x', 'Resource': []}} | Policy statement must contain resources
        """)
    void rejectsInvalidManagedPolicies(String document, String message) {
        assertRefused(document, Policy.Kind.MANAGED, message);
    }

    /** The messages are those of IAM as users report them, such as in terraform-provider-aws issues 4597 and 11801. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
        {'Version': '2012-10-17', 'Statement': {<S3>, 'Sid': 'with space'}}                | Statement IDs (SID) must be alpha-numeric
        {'Version': '2012-10-17', 'Statement': {<S3>, 'Principal': '*'}}                   | Policy document should not specify a principal
        {'Version': '2012-10-17', 'Statement': {<S3>, 'Condition': {'NumericEquals': {'a': 'x'}}}} | The policy failed legacy parsing: Statement[0]: NumericEquals cannot compare with 'x'
        {'Version': '2012-10-17', 'Statement': {<S3>, 'Condition': {'IpAddress': {'a': '10.0.0.0/33'}}}} | The policy failed legacy parsing
        {'Version': '2012-10-17', 'Statement': {<S3>, 'Condition': {'IpAddress': {'a': 'localhost'}}}} | The policy failed legacy parsing
        {'Version': '2012-10-17', 'Statement': {<S3>, 'Condition': {'BinaryEquals': {'a': '?'}}}} | The policy failed legacy parsing
        {'Version': '2012-10-17', 'Statement': {<S3>, 'Condition': {'Null': {'a': 'yes'}}}} | The policy failed legacy parsing
        """)
    void rejectsInvalidInlineAndManagedPolicies(String document, String message) {
        assertRefused(document, Policy.Kind.INLINE, message);
        assertRefused(document, Policy.Kind.MANAGED, message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'Version': '2012-10-17', 'Version': '2008-10-17', 'Statement': {<S3>}}",
                "{'Version': '2012-10-17', 'Statement': {<S3>, 'Effect': 'Deny'}}"
            })
    void rejectsDuplicateElements(String document) {
        // "Individual elements must not contain multiple instances of the same key", Grammar of the policy language.
        assertRefused(document, Policy.Kind.INLINE, "Syntax errors in policy");
    }

    /**
     * "Has prohibited field Resource": localstack issue 6644; "may only specify STS AssumeRole actions": terraform-provider-aws
     * issue 32872; "Invalid principal": configure-aws-credentials issue 332. That patterns are not actions of a trust policy and
     * that NotPrincipal is rejected is believed.
     */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
        'Principal': '*', 'Action': 'sts:AssumeRole', 'Resource': '*'            | Has prohibited field Resource
        'Principal': '*', 'Action': 'sts:AssumeRole', 'NotResource': '*'         | Has prohibited field Resource
        'Action': 'sts:AssumeRole'                                               | Missing required field Principal
        'NotPrincipal': {'AWS': '123456789012'}, 'Action': 'sts:AssumeRole'      | AssumeRole policy may not specify NotPrincipal
        'Principal': '*', 'Action': 's3:GetObject'                               | AssumeRole policy may only specify STS AssumeRole actions
        'Principal': '*', 'Action': 'sts:TagSessions'                            | AssumeRole policy may only specify STS AssumeRole actions
        'Principal': '*', 'Action': 'sts:*'                                      | AssumeRole policy may only specify STS AssumeRole actions
        'Principal': '*', 'NotAction': 'sts:AssumeRole'                          | AssumeRole policy may only specify STS AssumeRole actions
        'Principal': 'lambda.amazonaws.com', 'Action': 'sts:AssumeRole'          | Syntax errors in policy
        'Principal': {'Services': 'lambda.amazonaws.com'}, 'Action': 'sts:AssumeRole' | Syntax errors in policy
        'Principal': {'AWS': 'arn:aws:iam::123456789012:role/*'}, 'Action': 'sts:AssumeRole' | Invalid principal in policy: "AWS":"arn:aws:iam::123456789012:role/*"
        'Principal': {'Service': '*'}, 'Action': 'sts:AssumeRole'                | Invalid principal in policy: "Service":"*"
        'Principal': {'AWS': ''}, 'Action': 'sts:AssumeRole'                     | Invalid principal in policy
        """)
    void rejectsInvalidTrustPolicies(String elements, String message) {
        assertRefused(
                "{'Version': '2012-10-17', 'Statement': {'Effect': 'Allow', %s}}".formatted(elements),
                Policy.Kind.TRUST,
                message);
    }

    @Test
    void rejectsResourcePolicyWithoutPrincipal() {
        assertRefused("{'Statement': {<S3>}}", Policy.Kind.RESOURCE, "Missing required field Principal");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'Version': '2012-10-17', 'Statement': {<S3>}}",
                "{'Version': '2012-10-17', 'Id': 'text', 'Statement': [{<S3>, 'Sid': 'a'}, {<S3>}]}",
                "{'Version': '2012-10-17', 'Statement': {<S3>, 'Condition': {}}}",
                "{'Version': '2012-10-17', 'Statement': {<S3>, 'Condition': {'a': {}}}}",
                "{'Version': '2012-10-17', 'Statement': {<S3>, 'Condition': {'DateGreaterThan': {'a': []}}}}",
                "{'Version': '2012-10-17', 'Statement': {<S3>, 'Condition': {'ForAnyValue:StringEqualsIfExists': {'a': 'b'}}}}",
                "{'Version': '2012-10-17', 'Statement': {<S3>, 'Condition': {'Bool': {'a': true}, 'NumericEquals': {'b': 1}}}}",
                "{'Version': '2012-10-17', 'Statement': {'Effect': 'Deny', 'NotAction': 's3-s.x:*', 'NotResource': '*'}}",
                "{'Version': '2012-10-17', 'Statement': {'Effect': 'Deny', 'Action': '*', 'Resource': 'arn:*:iam::*:role/*'}}",
                "{'Version': '2012-10-17', 'Statement': {'Effect': 'Allow', 'Action': 's3:x', 'Resource': 'arn:aws:iam::*:user/${aws:username}'}}"
            })
    void acceptsValidInlineAndManagedPolicies(String document) {
        assertThatCode(() -> parse(document, Policy.Kind.INLINE)).doesNotThrowAnyException();
        assertThatCode(() -> parse(document, Policy.Kind.MANAGED)).doesNotThrowAnyException();
    }

    /** Only managed policies need the later version, see "Version" of the IAM user guide. */
    @ParameterizedTest
    @ValueSource(strings = {"{'Version': '2008-10-17', 'Statement': {<S3>}}", "{'Statement': {<S3>}}"})
    void acceptsInlinePoliciesOfVersion2008(String document) {
        assertThatCode(() -> parse(document, Policy.Kind.INLINE)).doesNotThrowAnyException();
    }

    private static void assertRefused(String document, Policy.Kind kind, String message) {
        assertThatThrownBy(() -> parse(document, kind))
                .isInstanceOf(MalformedPolicyException.class)
                .hasMessageStartingWith(message);
    }

    private static void parse(String document, Policy.Kind kind) throws MalformedPolicyException {
        Policy.parse("test", document.replace("<S3>", S3).replace('\'', '"'), kind);
    }
}
