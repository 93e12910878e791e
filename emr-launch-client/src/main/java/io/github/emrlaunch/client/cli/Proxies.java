package io.github.emrlaunch.client.cli;

import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Proxies as the environment names them: {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY}, also in lower case. Java reads only system
 * properties, as does the SDK's client, including the clients that it creates for roles and single sign-on.
 *
 * @see <a href="https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/net/doc-files/net-properties.html">Networking
 *     properties</a>
 */
final class Proxies {
    private static final List<String> ALWAYS_DIRECT = List.of("localhost", "127.*", "[::1]");

    private Proxies() {}

    /**
     * Sets the system properties that are not set.
     *
     * @throws IllegalArgumentException if the value of a variable is not a proxy
     */
    static void apply(Map<String, String> environment) {
        for (String scheme : List.of("http", "https")) {
            if (System.getProperty(scheme + ".proxyHost") == null) {
                variable(environment, scheme + "_proxy").ifPresent(proxy -> use(scheme, proxy));
            }
        }
        variable(environment, "no_proxy")
                .filter(hosts -> System.getProperty("http.nonProxyHosts") == null)
                .ifPresent(hosts -> System.setProperty("http.nonProxyHosts", direct(hosts)));
    }

    private static Optional<String> variable(Map<String, String> environment, String name) {
        return Stream.of(name, name.toUpperCase(Locale.ROOT))
                .map(spelling -> environment.getOrDefault(spelling, ""))
                .filter(value -> !value.isBlank())
                .findFirst();
    }

    private static void use(String scheme, String proxy) {
        URI address = address(scheme, proxy);
        System.setProperty(scheme + ".proxyHost", address.getHost());
        System.setProperty(scheme + ".proxyPort", Integer.toString(address.getPort()));
        String user = address.getUserInfo();
        if (user != null && user.contains(":")) {
            // Java sends a password to a proxy for TLS only if this is empty.
            System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
            Authenticator.setDefault(new Password(address.getHost(), user));
        }
    }

    /** Returns the value without its password. */
    private static URI address(String scheme, String proxy) {
        try {
            URI address = URI.create(proxy.contains("://") ? proxy : "http://" + proxy);
            if ("http".equals(address.getScheme()) && address.getHost() != null && address.getPort() > 0) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            // reported below
        }
        throw new IllegalArgumentException("%s_proxy, or the same in capitals, must be http://HOST:PORT, got: %s"
                .formatted(scheme, proxy.replaceAll("//.*@", "//…@")));
    }

    /** {@code .example.com} in the variable is {@code *.example.com} in Java. */
    private static String direct(String hosts) {
        return Stream.concat(
                        ALWAYS_DIRECT.stream(),
                        Arrays.stream(hosts.split(",", -1))
                                .map(String::strip)
                                .filter(host -> !host.isEmpty())
                                .map(host -> host.startsWith(".") ? "*" + host : host))
                .distinct()
                .collect(Collectors.joining("|"));
    }

    /** Returns host and port of the proxy for a URL; empty if there is none. */
    static Optional<String> to(URI address) {
        return ProxySelector.getDefault().select(address).stream()
                .map(Proxy::address)
                .filter(InetSocketAddress.class::isInstance)
                .map(InetSocketAddress.class::cast)
                .map(proxy -> proxy.getHostString() + ":" + proxy.getPort())
                .findFirst();
    }

    /** Returns the password to the proxy only. */
    private static final class Password extends Authenticator {
        private final String host;
        private final String user;

        Password(String host, String user) {
            this.host = host;
            this.user = user;
        }

        @Override
        protected PasswordAuthentication getPasswordAuthentication() {
            boolean asked = getRequestorType() == RequestorType.PROXY && host.equalsIgnoreCase(getRequestingHost());
            int colon = user.indexOf(':');
            return asked
                    ? new PasswordAuthentication(
                            user.substring(0, colon), user.substring(colon + 1).toCharArray())
                    : super.getPasswordAuthentication();
        }
    }
}
