package io.github.emrlaunch.local.internal.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
    /** A secret with all characters that encodings treat specially. */
    private static final String SECRET = "p@ss \"wörd\" <&'\\/+%41=🔑";

    private static String redacted(String text, String... secrets) {
        return Redaction.of(List.of(secrets)).apply(text);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(bytes(text));
    }

    private static String json(String text) {
        return new TextNode(text).toString();
    }

    private static String html(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String ascii(String text) {
        return text.chars()
                .mapToObj(c -> c < 128 ? Character.toString(c) : "\\u%04x".formatted(c))
                .reduce("", String::concat);
    }

    static Stream<String> encoded() {
        String url = URLEncoder.encode(SECRET, StandardCharsets.UTF_8);
        return Stream.of(
                SECRET,
                json(SECRET),
                json(json(SECRET)),
                json(json(json(SECRET))),
                ascii(json(SECRET)),
                url,
                url.replace("+", "%20"),
                url.toLowerCase(java.util.Locale.ROOT).replace("%f0%9f%94%91", "%F0%9F%94%91"),
                URLEncoder.encode(url, StandardCharsets.UTF_8),
                json(url),
                html(SECRET),
                html(json(SECRET)),
                base64(SECRET),
                base64("user:" + SECRET),
                base64("aws:" + SECRET + "@host"),
                base64(json(SECRET)),
                base64(base64(SECRET)),
                Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(SECRET)),
                Base64.getMimeEncoder(16, bytes("\r\n")).encodeToString(bytes("x".repeat(40) + SECRET)),
                json(Base64.getMimeEncoder(16, bytes("\n")).encodeToString(bytes("x".repeat(40) + SECRET))),
                "path/" + base64(SECRET),
                HexFormat.of().formatHex(bytes(SECRET)),
                HexFormat.of().withUpperCase().formatHex(bytes(SECRET)));
    }

    @ParameterizedTest
    @MethodSource("encoded")
    void hidesSecretInEveryEncoding(String text) {
        String shown = redacted("before " + text + " after", SECRET);

        assertThat(shown).startsWith("before ").endsWith(" after").contains(Redaction.MARK);
        assertThat(shown.replace(Redaction.MARK, "").length())
                .isLessThanOrEqualTo("before \"path/\"  after".length() + 20);
        assertThat(shown).doesNotContain("wörd", "p@ss", "w%C3%B6rd");
    }

    /** The digits depend on the position in a group of base64. */
    @Test
    void hidesSecretAtEveryPositionWithinBase64() {
        assertThat(IntStream.range(0, 6)
                        .mapToObj(before -> base64("a".repeat(before) + "hunter2" + "z".repeat(before))))
                .allSatisfy(text -> assertThat(redacted(text, "hunter2")).isEqualTo(Redaction.MARK));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
        {"username": "hive", "password": "hunter2"}                  | user hive, password hunter2        | user (secret), password (secret)
        {"db": {"passwords": ["hunter2"]}}                           | -p hunter2                         | -p (secret)
        {"inner": "{\\"password\\": \\"hunter2\\"}"}                 | -p hunter2                         | -p (secret)
        {"pin": 48151623}                                            | the pin is 48151623                | the pin is (secret)
        "hunter2"                                                    | hunter2                            | (secret)
        postgres://etl:hunter2@db.example.com:5432/etl               | PGPASSWORD=hunter2                 | PGPASSWORD=(secret)
        postgres://etl:hunt%40er@db/etl                              | PGPASSWORD=hunt@er                 | PGPASSWORD=(secret)
        postgres://etl:hu@nt/er@db.example.com/etl                   | PGPASSWORD=hu@nt/er                | PGPASSWORD=(secret)
        jdbc:sqlserver://db;user=etl;password=hunter2;encrypt=true   | -p hunter2 with etl                | -p (secret) with etl
        jdbc:mysql://db/etl?user=etl&password=hunter2                | -p hunter2                         | -p (secret)
        Server=db;Pwd="hun;ter2"                                     | -p hun;ter2                        | -p (secret)
        AccountName=a;AccountKey=bXktYWNjb3VudC1rZXk=;Suffix=b       | key bXktYWNjb3VudC1rZXk=           | key (secret)
        hunter2                                                      | postgres://etl:hunter2@db/etl      | postgres://etl:(secret)@db/etl
        hunter2                                                      | hunter2hunter2                     | (secret)
        aGlkZGVuLWJ5dGVz                                             | hidden-bytes                       | (secret)
        """)
    void hidesPartsOfStructuredSecrets(String secret, String text, String shown) {
        assertThat(redacted(text, secret)).isEqualTo(shown);
    }

    @Test
    void hidesLinesOfPrivateKey() {
        String key = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkq\nhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----\n";

        assertThat(redacted("one line: hkiG9w0BAQEFAASC", key)).isEqualTo("one line: " + Redaction.MARK);
        assertThat(redacted("echo " + key.strip(), key)).isEqualTo("echo " + Redaction.MARK);
    }

    /** Otherwise the letter a would be removed from every word. */
    @ParameterizedTest
    @ValueSource(strings = {"a", "42", "etl"})
    void hidesShortSecretOnlyAsSeparateWord(String secret) {
        assertThat(redacted("{\"x\": \"%s\"} x%sx".formatted(secret, secret), secret))
                .isEqualTo("{\"x\": \"" + Redaction.MARK + "\"} x%sx".formatted(secret));
    }

    @Test
    void otherTextIsUnchanged() throws Exception {
        String text = new ObjectMapper()
                .readTree("{\"Arn\": \"arn:aws:states:us-east-1:123456789012:execution:default_etl:0f8b\", \"a\":"
                        + " \"%2F\\n"
                        + "\"}")
                .toPrettyString();

        assertThat(redacted(text, SECRET, "hunter2", " ", "")).isEqualTo(text);
        assertThat(redacted(text)).isEqualTo(text);
    }

    /** As large as the payload limit of Step Functions. */
    @ParameterizedTest
    @ValueSource(strings = {"Abcd", "41", "%25", "\\\\", "&amp;", "QWJj\n"})
    void redactsLongTexts(String part) {
        String text = part.repeat(256 * 1024 / part.length());

        assertThat(redacted(text, "hunter2")).isEqualTo(text);
        assertThat(redacted(text + " hunter2", "hunter2")).isEqualTo(text + " " + Redaction.MARK);
    }

    @Test
    void severalSecretsAreHidden() {
        assertThat(redacted("one-1234 and two-1234 and one-1234two-1234", "one-1234", "two-1234"))
                .isEqualTo("(secret) and (secret) and (secret)");
    }

    /** A truncated text must not show the first half of a secret. */
    @ParameterizedTest
    @MethodSource("encoded")
    void truncatedTextContainsNoPartOfSecret(String encoded) {
        String before = ". ".repeat(48);
        String text = before + encoded + " .".repeat(50_000);

        assertThat(Redaction.of(List.of(SECRET)).beginning(text, 100))
                .hasSize(100)
                .isEqualTo(Redaction.of(List.of(SECRET)).apply(text).substring(0, 100))
                .startsWith(before);
        assertThat(Redaction.of(List.of(SECRET)).beginning(before + encoded, 100_000))
                .isEqualTo(redacted(before + encoded, SECRET));
    }
}
