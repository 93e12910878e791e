package io.github.emrlaunch.lambdas;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every form in which AWS may quote a secret. */
class SecretPartsTest {
    private static final String SECRET = "Pa\"s<s>&w\\ö/rd +100%";

    private static boolean found(String secret, String text) {
        SecretParts parts = new SecretParts();
        parts.add(secret);
        return parts.isIn(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Unchanged, in other cases, truncated at either end.
                "Value 'Pa\"s<s>&w\\ö/rd +100%' is not valid",
                "PA\"S<S>&W\\Ö/RD +100%",
                "value begins with Pa\"s<s",
                "… +100%",
                "…s>&w\\ö…",
                // JSON, with and without optional escapes, once and twice.
                "{\"v\": \"Pa\\\"s<s>&w\\\\ö/rd +100%\"}",
                "Pa\\\"s\\u003cs\\u003e\\u0026w\\\\\\u00f6\\/rd",
                "{\\\"v\\\": \\\"Pa\\\\\\\"s<s>&w\\\\\\\\ö/rd\\\"}",
                // XML and HTML.
                "Pa&quot;s&lt;s&gt;&amp;w\\ö/rd",
                "Pa&#34;s&#60;s&#62;&#38;w&#92;&#246;&#47;rd",
                "Pa&#x22;s&#x3C;s&#x3e;&#x26;w&#x5C;&#xF6;/rd",
                // URLs, with either form of space.
                "Pa%22s%3Cs%3E%26w%5C%C3%B6%2Frd%20%2B100%25",
                "q=pa%22s%3cs%3e%26w%5c%c3%b6%2frd+%2b100%25",
                // Nested encodings.
                "Pa\\\\u0022s\\\\u003cs\\\\u003e\\\\u0026w",
                "Pa&amp;quot;s&amp;lt;s&amp;gt;&amp;amp;w",
                "{\"url\": \"https://x/?p=Pa%22s%3Cs%3E%26w%5C\\u0025C3%B6\"}"
            })
    void findsASecretInEveryEncoding(String text) {
        assertThat(found(SECRET, text)).isTrue();
    }

    /** A secret may itself look escaped. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\\u0041b%41&amp;c",
                "A\\U0041B%41&AMP;C",
                "a\\\\u0041b%41&amp;c",
                "aAbA&c",
                "a%5Cu0041b%2541&amp;c"
            })
    void findsASecretThatLooksEscaped(String text) {
        assertThat(found("a\\u0041b%41&amp;c", "Value " + text + " is not valid"))
                .isTrue();
    }

    @Test
    void findsAShortSecretOnlyAsAWhole() {
        assertThat(found("x1", "Value X1 is not valid")).isTrue();
        assertThat(found("x1", "Value x is not valid")).isFalse();
    }

    @Test
    void doesNotFindASecretInOtherText() {
        assertThat(found("hunter2-of-the-kdc", "Value at 'kdcAdminPassword' failed to satisfy constraint"))
                .isFalse();
        assertThat(found("hunter2-of-the-kdc", "hunte")).isFalse();
        assertThat(found("   ", "Value is not valid")).isFalse();
    }
}
