package io.github.emrlaunch.local.internal.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.emrlaunch.local.internal.aws.AwsJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AwsManagedPoliciesTest {
    @ParameterizedTest
    @CsvSource({
        "arn:aws:iam::aws:policy/AdministratorAccess, true",
        "arn:aws:iam::aws:policy/service-role/AmazonEMRServicePolicy_v2, true",
        "arn:aws-cn:iam::aws:policy/service-role/AmazonElasticMapReduceforEC2Role, true",
        "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess, true",
        "arn:aws:iam::aws:policy/aws-service-role/AmazonEMRCleanupPolicy, true",
        "arn:aws:iam::aws:policy/AmazonEMRServicePolicy_v2, false",
        "arn:aws:iam::aws:policy/Administrator, false",
        "arn:aws:iam::123456789012:policy/AdministratorAccess, false",
        "AdministratorAccess, false"
    })
    void policiesAreFoundByTheirArns(String arn, boolean there) {
        assertThat(AwsManagedPolicies.find(arn).isPresent()).isEqualTo(there);
    }

    /** The grammar must not be stricter than the one for the AWS managed policies. */
    @Test
    void allPoliciesAreWellFormed() throws IOException {
        List<String> lines = lines();

        assertThat(lines).hasSizeGreaterThan(1_500);
        assertThat(lines).allSatisfy(line -> {
            String[] parts = line.split("\t", 2);
            assertThatCode(() -> Policy.parse(parts[0], AwsJson.parse(parts[1]), Policy.Kind.MANAGED))
                    .as(parts[0])
                    .doesNotThrowAnyException();
        });
    }

    private static List<String> lines() throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Objects.requireNonNull(
                        AwsManagedPolicies.class.getResourceAsStream("aws-managed-policies.gz"))),
                StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        }
    }
}
