package io.github.emrlaunch.local.internal.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.emrlaunch.local.internal.aws.AwsJson;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrustPolicyTest {
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
        'Principal': {'Service': 'states.amazonaws.com'}, 'Action': 'sts:AssumeRole'            | true
        'Principal': {'Service': ['ec2.amazonaws.com', 'states.amazonaws.com']}, 'Action': 'sts:AssumeRole' | true
        'Principal': {'AWS': '123456789012', 'Service': 'states.amazonaws.com'}, 'Action': 'sts:*' | true
        'Principal': '*', 'Action': ['sts:AssumeRole', 'sts:TagSession']                        | true
        'Principal': {'AWS': '*'}, 'Action': 'sts:AssumeRole'                                   | true
        'Principal': {'Service': 'lambda.amazonaws.com'}, 'Action': 'sts:AssumeRole'            | false
        'Principal': {'Service': 'states.amazonaws.com'}, 'Action': 'sts:TagSession'            | false
        'Principal': {'Service': 'states.amazonaws.com'}, 'Action': 'sts:AssumeRole', 'Condition': {'StringEquals': {'aws:SourceAccount': '123456789012'}} | true
        'Principal': {'Service': 'states.amazonaws.com'}, 'Action': 'sts:AssumeRole', 'Condition': {'StringEquals': {'aws:SourceAccount': '210987654321'}} | false
        """)
    void servicesAreTrusted(String statement, boolean trusted) throws Exception {
        assertThat(allows("{'Effect': 'Allow', %s}".formatted(statement))).isEqualTo(trusted);
    }

    @Test
    void denyWins() throws Exception {
        String everyone = "{'Effect': '%s', 'Principal': '*', 'Action': 'sts:AssumeRole'}";

        assertThat(allows(everyone.formatted("Allow"), everyone.formatted("Deny")))
                .isFalse();
    }

    @Test
    void statementNamesPrincipalAndAction() {
        assertThatThrownBy(() -> allows("{'Effect': 'Allow', 'Action': 'sts:AssumeRole'}"))
                .isInstanceOf(MalformedPolicyException.class)
                .hasMessage("a statement of a trust policy has a Principal and an Action");
    }

    private static boolean allows(String... statements) throws Exception {
        String document =
                "{\"Statement\": [%s]}".formatted(String.join(", ", statements).replace('\'', '"'));
        return TrustPolicy.parse(AwsJson.parse(document))
                .allows(Set.of("states.amazonaws.com"), Map.of("aws:SourceAccount", List.of("123456789012")));
    }
}
