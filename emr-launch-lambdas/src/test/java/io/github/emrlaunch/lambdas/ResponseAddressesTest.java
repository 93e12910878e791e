package io.github.emrlaunch.lambdas;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Source: "Using Lambda with CloudFormation", its example event in the partitions; aws-cloudformation-templates issue 100. */
class ResponseAddressesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://cloudformation-custom-resource-response-useast1.s3-us-east-1.amazonaws.com/arn%3Aaws?Signature=a%2Fb%3D",
                "https://cloudformation-custom-resource-response-useast1.s3.amazonaws.com/arn%3Aaws?X-Amz-Signature=a",
                "https://cloudformation-custom-resource-response-euwest1.s3.eu-west-1.amazonaws.com/x",
                "https://cloudformation-custom-resource-response-usgovwest1.s3.us-gov-west-1.amazonaws.com:443/x"
            })
    void acceptAddressesOfCloudFormation(String address) {
        assertThat(ResponseAddresses.of(Map.of()).test(URI.create(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "http://cloudformation-custom-resource-response-useast1.s3.amazonaws.com/x",
                "http://169.254.169.254/latest/meta-data/",
                "http://127.0.0.1:9001/2018-06-01/runtime/invocation/next",
                "https://internal.example.com/admin",
                "https://example.com/cloudformation-custom-resource-response-useast1.s3.amazonaws.com",
                "https://cloudformation-custom-resource-response-useast1.s3.amazonaws.com.example.com/x",
                "https://cloudformation-custom-resource-response-useast1.s3.amazonaws.com@example.com/x",
                "https://user@cloudformation-custom-resource-response-useast1.s3.amazonaws.com/x",
                "https://cloudformation-custom-resource-response-useast1.s3.amazonaws.com:8443/x",
                "https://cloudformation-custom-resource-response-useast1.execute-api.us-east-1.amazonaws.com/x",
                "https://bucket.s3.amazonaws.com/x",
                "https://s3.amazonaws.com/cloudformation-custom-resource-response-useast1/x",
                "https://cloudformation-custom-resource-response-cnnorth1.s3.cn-north-1.amazonaws.com.cn/x",
                "file:///etc/passwd",
                "jar:file:///var/task/x.jar!/x",
                "ftp://cloudformation-custom-resource-response-useast1.s3.amazonaws.com/x"
            })
    void doNotAcceptOtherAddresses(String address) {
        assertThat(ResponseAddresses.of(Map.of()).test(URI.create(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = "https://cloudformation-custom-resource-response-cnnorth1.s3.cn-north-1.amazonaws.com.cn/x")
    void acceptTheDnsSuffixOfThePartition(String address) {
        assertThat(ResponseAddresses.of(Map.of("EMR_LAUNCH_DNS_SUFFIX", "amazonaws.com.cn"))
                        .test(URI.create(address)))
                .isTrue();
    }

    @Test
    void acceptLoopbackAddressesOnlyWithALocalEndpoint() {
        URI local = URI.create("http://127.0.0.1:1234/x");

        assertThat(ResponseAddresses.of(Map.of("AWS_ENDPOINT_URL", "http://127.0.0.1:4599"))
                        .test(local))
                .isTrue();
        assertThat(ResponseAddresses.of(Map.of("AWS_ENDPOINT_URL", "https://vpce-1.example.com"))
                        .test(local))
                .isFalse();
        assertThat(ResponseAddresses.of(Map.of("AWS_ENDPOINT_URL", "http://127.0.0.1:4599"))
                        .test(URI.create("http://169.254.169.254/x")))
                .isFalse();
    }
}
