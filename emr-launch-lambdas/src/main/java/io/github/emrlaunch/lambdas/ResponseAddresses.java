package io.github.emrlaunch.lambdas;

import java.net.URI;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The addresses at which CloudFormation waits for the answer of a custom resource: objects in buckets of its own. A function that sent its
 * answer to any address would make requests for whoever may invoke it, from within its VPC.
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
     * Those of the partition that environment variables name, and those of this machine where AWS is the local emulator, as the
     * variable {@code AWS_ENDPOINT_URL} says.
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
