package io.github.emrlaunch.local.internal.http;

import com.sun.net.httpserver.HttpExchange;
import io.github.emrlaunch.local.internal.aws.Account;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The caller and the service in a signature. The signature is in a header, or in the query of a <a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html">presigned URL</a>.
 *
 * @param service the service name in the credential scope
 * @param sessionToken null for a request without one
 */
record Credential(
        String accessKeyId,
        String region,
        String service,
        @Nullable String sessionToken) {
    private static final Pattern SCOPE = Pattern.compile("([^/,\\s]+)/[^/]*/([^/]*)/([^/]*)/aws4_request");

    static Optional<Credential> of(HttpExchange exchange, Account account) {
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        if (header != null) {
            int scope = header.indexOf("Credential=");
            return scope < 0
                    ? Optional.empty()
                    : parsed(
                            header.substring(scope + "Credential=".length()),
                            exchange.getRequestHeaders().getFirst("X-Amz-Security-Token"));
        }
        Map<String, String> query = query(exchange);
        if (query.containsKey("X-Amz-Credential")) {
            return parsed(query.getOrDefault("X-Amz-Credential", ""), query.get("X-Amz-Security-Token"));
        }
        // Signature Version 2, which only S3 still accepts, has neither a region nor a service.
        return Optional.ofNullable(query.get("AWSAccessKeyId"))
                .map(key -> new Credential(key, account.region(), "s3", query.get("x-amz-security-token")));
    }

    private static Optional<Credential> parsed(String text, @Nullable String sessionToken) {
        Matcher scope = SCOPE.matcher(text);
        return scope.lookingAt()
                ? Optional.of(new Credential(scope.group(1), scope.group(2), scope.group(3), sessionToken))
                : Optional.empty();
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new HashMap<>();
        String text = exchange.getRequestURI().getRawQuery();
        for (String parameter : text == null ? new String[0] : text.split("&", -1)) {
            int equals = parameter.indexOf('=');
            if (equals > 0 && parameter.matches("(?i)(x-amz|aws)[^%]*=([^%]|%[0-9a-f]{2})*")) {
                query.put(
                        parameter.substring(0, equals),
                        URLDecoder.decode(parameter.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return query;
    }
}
