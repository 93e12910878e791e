package io.github.emrlaunch.lambdas.aws;

import java.net.URI;
import java.util.Map;
import java.util.Set;

/**
 * The endpoints of services in one region, according to the environment of the function.
 *
 * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html">Service-specific endpoints</a>
 * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-endpoints.html">Dual-stack and FIPS endpoints</a>
 */
public final class AwsEndpoints {
    /** The variable with the DNS suffix of the partition, the value of {@code AWS::URLSuffix}. */
    public static final String DNS_SUFFIX_VARIABLE = "EMR_LAUNCH_DNS_SUFFIX";

    private static final String DEFAULT_DNS_SUFFIX = "amazonaws.com";

    /** Services and regions whose regular endpoint is the FIPS endpoint. */
    private static final Set<String> FIPS_WITHOUT_OWN_NAME = Set.of(
            "elasticmapreduce us-gov-east-1",
            "elasticmapreduce us-gov-west-1",
            "ssm us-gov-east-1",
            "ssm us-gov-west-1",
            "states us-gov-west-1");

    private final Map<String, String> environment;
    private final String region;

    /**
     * Creates endpoints for the region in {@code AWS_REGION}.
     *
     * @param environment the environment variables
     */
    public AwsEndpoints(Map<String, String> environment) {
        this.environment = environment;
        this.region = environment.getOrDefault("AWS_REGION", environment.getOrDefault("AWS_DEFAULT_REGION", ""));
        if (region.isEmpty()) {
            throw new IllegalStateException("The environment variable AWS_REGION is not set: Lambda sets it");
        }
    }

    /** Returns the region, such as {@code eu-west-1}. */
    public String region() {
        return region;
    }

    /** Returns the endpoint of a service, without a trailing slash. */
    public URI of(CalledService service) {
        String configured = configured(service);
        return URI.create(configured.isEmpty() ? "https://" + host(service) : configured.replaceAll("/+$", ""));
    }

    private String configured(CalledService service) {
        if (isTrue("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")) {
            return "";
        }
        return environment.getOrDefault(
                "AWS_ENDPOINT_URL_" + service.variable(), environment.getOrDefault("AWS_ENDPOINT_URL", ""));
    }

    private String host(CalledService service) {
        String suffix = environment.getOrDefault(DNS_SUFFIX_VARIABLE, DEFAULT_DNS_SUFFIX);
        boolean fips =
                isTrue("AWS_USE_FIPS_ENDPOINT") && !FIPS_WITHOUT_OWN_NAME.contains(service.prefix() + " " + region);
        return service.prefix() + (fips ? "-fips." : ".") + region + "." + suffix;
    }

    private boolean isTrue(String variable) {
        return Boolean.parseBoolean(environment.get(variable));
    }
}
