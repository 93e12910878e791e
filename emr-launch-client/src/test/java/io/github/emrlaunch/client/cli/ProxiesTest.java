package io.github.emrlaunch.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProxiesTest {
    private static final List<String> PROPERTIES =
            List.of("http.proxyHost", "http.proxyPort", "https.proxyHost", "https.proxyPort", "http.nonProxyHosts");

    private final Map<String, String> before = new HashMap<>();

    @BeforeEach
    void forget() {
        PROPERTIES.forEach(property -> before.put(property, System.clearProperty(property)));
    }

    @AfterEach
    void restore() {
        before.forEach((property, value) -> {
            if (value == null) {
                System.clearProperty(property);
            } else {
                System.setProperty(property, value);
            }
        });
    }

    @Test
    void readsProxiesFromTheEnvironment() {
        Proxies.apply(Map.of(
                "HTTPS_PROXY", "http://proxy.example:3128/",
                "http_proxy", "other.example:80",
                "NO_PROXY", "vpce.example, .internal"));

        assertThat(Proxies.to(URI.create("https://ssm.eu-west-1.amazonaws.com")))
                .contains("proxy.example:3128");
        assertThat(Proxies.to(URI.create("http://aws.example"))).contains("other.example:80");
        for (String direct : List.of("https://vpce.example", "https://ssm.internal", "http://localhost:4599")) {
            assertThat(Proxies.to(URI.create(direct))).as(direct).isEmpty();
        }
    }

    @Test
    void prefersASystemProperty() {
        System.setProperty("https.proxyHost", "mine.example");

        Proxies.apply(Map.of("https_proxy", "http://proxy.example:3128"));

        assertThat(Proxies.to(URI.create("https://ssm.eu-west-1.amazonaws.com")))
                .contains("mine.example:443");
        assertThat(Proxies.to(URI.create("http://aws.example"))).isEqualTo(Optional.empty());
    }

    @Test
    void rejectsAnInvalidProxyWithoutShowingThePassword() {
        assertThatThrownBy(() -> Proxies.apply(Map.of("https_proxy", "https://me:secret@proxy.example")))
                .hasMessage(
                        "https_proxy, or the same in capitals, must be http://HOST:PORT, got: https://…@proxy.example");
        assertThatThrownBy(() -> Proxies.apply(Map.of("HTTP_PROXY", "proxy")))
                .hasMessageEndingWith("must be http://HOST:PORT, got: proxy");
    }
}
