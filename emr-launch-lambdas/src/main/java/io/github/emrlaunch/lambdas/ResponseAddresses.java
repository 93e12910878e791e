package io.github.emrlaunch.lambdas;

import java.net.URI;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The URLs at which CloudFormation waits for the response of a custom resource: objects in CloudFormation's buckets. A function that sent
 * its
 * response to any URL would make requests for everybody who may invoke it, from within its VPC.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/services-cloudformation.html">Lambda and CloudFormation</a>
 * @see <a href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/vpc-interface-endpoints.html">CloudFormation and
 *     interface VPC endpoints</a>
 */
final class ResponseAddresses implements Predicate<URI> {
    private static final String DNS_SUFFIX_VARIABLE = "EMR_LAUNCH_DNS_SUFFIX";
    private static final String LOOPBACK = "127.0.0.1";

    private final Pattern host;
    private final boolean isLocal;

    private ResponseAddresses(String dnsSuffix, boolean isLocal) {
        this.isLocal = isLocal;
        this.host = Pattern.compile("cloudformation-custom-resource-response-[a-z0-9-]+\\.s3(?:[.-][a-z0-9-]+)*\\."
                + Pattern.quote(dnsSuffix));
    }

    /**
     * Creates the URLs of the partition in the environment variables, and those of this machine if the
     * variable {@code AWS_ENDPOINT_URL} refers to the local emulator.
     */
    static ResponseAddresses of(Map<String, String> environment) {
        URI endpoint = URI.create(environment.getOrDefault("AWS_ENDPOINT_URL", ""));
        return new ResponseAddresses(
                environment.getOrDefault(DNS_SUFFIX_VARIABLE, "amazonaws.com"), LOOPBACK.equals(endpoint.getHost()));
    }

    @Override
    public boolean test(URI address) {
        if (isLocal && LOOPBACK.equals(address.getHost())) {
            return "http".equals(address.getScheme());
        }
        return "https".equals(address.getScheme())
                && address.getHost() != null
                && address.getUserInfo() == null
                && (address.getPort() == -1 || address.getPort() == 443)
                && host.matcher(address.getHost()).matches();
    }
}
