package io.github.emrlaunch.lambdas.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

class AwsEndpointsTest {
    private static CalledService service(String prefix) {
        return Arrays.stream(CalledService.values())
                .filter(service -> service.prefix().equals(prefix))
                .findFirst()
                .orElseThrow();
    }

    /** Every region of every partition, by botocore's rules. */
    @ParameterizedTest(name = "{0} in {1}")
    @CsvFileSource(resources = "/service-endpoints.tsv", delimiter = '\t')
    void matchTheEndpointsOfBotocore(String service, String region, String dnsSuffix, String host, String fipsHost) {
        assertThat(new AwsEndpoints(Map.of("AWS_REGION", region, AwsEndpoints.DNS_SUFFIX_VARIABLE, dnsSuffix))
                        .of(service(service)))
                .hasToString("https://" + host);
        if (!fipsHost.equals("-")) {
            assertThat(new AwsEndpoints(Map.of(
                                    "AWS_REGION",
                                    region,
                                    AwsEndpoints.DNS_SUFFIX_VARIABLE,
                                    dnsSuffix,
                                    "AWS_USE_FIPS_ENDPOINT",
                                    "true"))
                            .of(service(service)))
                    .hasToString("https://" + fipsHost);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SSM, SSM",
        "EMR, EMR",
        "SECRETS_MANAGER, SECRETS_MANAGER",
        "STEP_FUNCTIONS, SFN",
        "EMR_SERVERLESS, EMR_SERVERLESS"
    })
    void canBeConfiguredForAllServicesOrForOneService(CalledService service, String variable) {
        Map<String, String> both = Map.of(
                "AWS_REGION",
                "eu-west-1",
                "AWS_ENDPOINT_URL",
                "http://127.0.0.1:4566/",
                "AWS_ENDPOINT_URL_" + variable,
                "https://vpce-1.example.com/base");

        assertThat(new AwsEndpoints(both).of(service)).hasToString("https://vpce-1.example.com/base");
        assertThat(new AwsEndpoints(Map.of(
                                "AWS_REGION",
                                "eu-west-1",
                                "AWS_ENDPOINT_URL",
                                "http://127.0.0.1:4566/",
                                "AWS_USE_FIPS_ENDPOINT",
                                "true"))
                        .of(service))
                .hasToString("http://127.0.0.1:4566");
        assertThat(new AwsEndpoints(Map.of(
                                "AWS_REGION",
                                "eu-west-1",
                                "AWS_ENDPOINT_URL",
                                "http://127.0.0.1:4566/",
                                "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
                                "true"))
                        .of(service))
                .hasToString("https://%s.eu-west-1.amazonaws.com".formatted(service.prefix()));
    }

    @Test
    void requireARegion() {
        assertThatThrownBy(() -> new AwsEndpoints(Map.of())).hasMessageContaining("AWS_REGION is not set");
    }
}
