package io.github.emrlaunch.client;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * URLs of the AWS console in a region. A URL is empty if the console of the partition is not known.
 *
 * @see <a href="https://github.com/apache/airflow/blob/main/providers/amazon/src/airflow/providers/amazon/aws/links/base_aws.py">The
 *     consoles' hosts, as Airflow knows them</a>
 */
final class AwsConsole {
    private static final Map<String, String> HOSTS = Map.of(
            "aws", "console.aws.amazon.com",
            "aws-cn", "console.amazonaws.cn",
            "aws-us-gov", "console.amazonaws-us-gov.com");

    private final String partition;
    private final String region;

    AwsConsole(String partition, String region) {
        this.partition = partition;
        this.region = region;
    }

    Optional<URI> execution(String arn) {
        return page("states", "/v2/executions/details/" + arn);
    }

    Optional<URI> stateMachine(String arn) {
        return page("states", "/statemachines/view/" + arn);
    }

    Optional<URI> cluster(String clusterId) {
        return page("emr", "/clusterDetails/" + clusterId);
    }

    private Optional<URI> page(String service, String page) {
        return Optional.ofNullable(HOSTS.get(partition))
                .map(host -> URI.create(
                        "https://%s.%s/%s/home?region=%s#%s".formatted(region, host, service, region, page)));
    }
}
