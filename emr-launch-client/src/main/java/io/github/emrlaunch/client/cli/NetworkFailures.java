package io.github.emrlaunch.client.cli;

import io.github.emrlaunch.definitions.NearestNames;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import software.amazon.awssdk.regions.Region;

/** Explains why the endpoint could not be reached. */
final class NetworkFailures {
    private final AwsSettings settings;

    NetworkFailures(AwsSettings settings) {
        this.settings = settings;
    }

    Explanation explain(IOException e) {
        String message = String.valueOf(e.getMessage());
        Optional<String> proxy = proxy();
        if (e instanceof UnknownHostException) {
            return unknownHost(message, proxy);
        }
        if (message.contains("Unable to tunnel through proxy")) {
            return new Explanation(
                    "The proxy %s does not let AWS through: %s"
                            .formatted(
                                    proxy.orElse(""),
                                    message.contains("407") ? "it wants a name and a password" : message),
                    message.contains("407")
                            ? "Write both into HTTPS_PROXY: http://USER:PASSWORD@HOST:PORT"
                            : "Ask for access to the hosts of AWS, or correct HTTPS_PROXY or NO_PROXY");
        }
        if (e instanceof SSLException) {
            return tls(message);
        }
        if (e.getClass().getName().contains(".jackson.")) {
            return new Explanation(
                    settings.endpoint().orElse("What is reached") + " does not answer as AWS does: no JSON",
                    "Check --endpoint-url, AWS_ENDPOINT_URL and the proxy");
        }
        String place =
                place() + proxy.map(through -> " through the proxy " + through).orElse("");
        String why = e instanceof ConnectException
                ? "no server listens there: " + message
                : e instanceof SocketTimeoutException ? "no answer in time" : message;
        return new Explanation("%s can't be reached: %s".formatted(place, why), wayOut(proxy));
    }

    private String place() {
        return settings.endpoint().map(endpoint -> "AWS at " + endpoint).orElse("AWS");
    }

    private String wayOut(Optional<String> proxy) {
        if (proxy.isPresent()) {
            return "Check the network and the proxy that HTTPS_PROXY or HTTP_PROXY names";
        }
        return settings.endpoint().isPresent()
                ? "Check --endpoint-url or AWS_ENDPOINT_URL; is what they name started?"
                : "Check the network";
    }

    private Explanation unknownHost(String host, Optional<String> proxy) {
        if (proxy.filter(address -> address.startsWith(host + ":")).isPresent()) {
            return new Explanation(
                    "There is no host '%s', the proxy".formatted(host), "Correct HTTPS_PROXY or HTTP_PROXY");
        }
        Optional<String> region = settings.region();
        if (settings.endpoint().isEmpty() && region.isPresent() && !Regions.isKnown(region.get())) {
            return Regions.unknown(region.get());
        }
        return new Explanation("%s can't be reached: there is no host '%s'".formatted(place(), host), wayOut(proxy));
    }

    private Explanation tls(String message) {
        if (message.contains("Unsupported or unrecognized SSL message")) {
            return new Explanation(
                    "%s does not speak TLS".formatted(place()), "Write http:// instead of https:// into the endpoint");
        }
        if (message.contains("PKIX") || message.contains("trustAnchors")) {
            return new Explanation(
                    "%s can't be reached: Java does not trust its certificate".formatted(place()),
                    "Behind a proxy that opens TLS name a store with its certificate:"
                            + " EMR_LAUNCH_JAVA_OPTS=-Djavax.net.ssl.trustStore=FILE");
        }
        return new Explanation("%s can't be reached: TLS: %s".formatted(place(), message), "Check the network");
    }

    private Optional<String> proxy() {
        return Proxies.to(URI.create(settings.endpoint()
                .orElse("https://ssm.%s.amazonaws.com"
                        .formatted(settings.region().orElse("us-east-1")))));
    }

    /** The regions that the SDK knows. AWS has newer ones, so an unknown region is not refused before a call fails. */
    static final class Regions {
        private Regions() {}

        static boolean isKnown(String name) {
            return Region.regions().contains(Region.of(name));
        }

        static Explanation unknown(String name) {
            List<String> near = NearestNames.to(
                    name.toLowerCase(Locale.ROOT),
                    Region.regions().stream()
                            .filter(region -> !region.isGlobalRegion())
                            .map(Region::id)
                            .toList());
            return new Explanation(
                    "'%s' is no region of AWS".formatted(name),
                    near.isEmpty()
                            ? "Correct --region, AWS_REGION, or the profile's region; a region is such as eu-west-1"
                            : "Did you mean %s?".formatted(near.get(0)));
        }
    }
}
