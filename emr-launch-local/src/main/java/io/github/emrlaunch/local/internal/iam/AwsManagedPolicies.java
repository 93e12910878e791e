package io.github.emrlaunch.local.internal.iam;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPInputStream;

/**
 * All AWS managed policies; {@code aws-managed-policies.txt} names their source. The data is read when the first policy is
 * requested.
 */
final class AwsManagedPolicies {
    private static final String ACCOUNT = ":iam::aws:policy";
    private static final Map<String, Policy> POLICIES = new ConcurrentHashMap<>();

    /** Loaded lazily with this class. */
    private static final class Documents {
        /** The documents by path and name, such as {@code /service-role/AmazonEMRServicePolicy_v2}. */
        private static final Map<String, String> BY_NAME = read();

        private static Map<String, String> read() {
            InputStream data = Objects.requireNonNull(
                    AwsManagedPolicies.class.getResourceAsStream("aws-managed-policies.gz"), "the data is packaged");
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(new GZIPInputStream(data), StandardCharsets.UTF_8))) {
                Map<String, String> documents = new HashMap<>();
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    int tab = line.indexOf('\t');
                    documents.put(line.substring(0, tab), line.substring(tab + 1));
                }
                return documents;
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot read the AWS managed policies", e);
            }
        }
    }

    private AwsManagedPolicies() {}

    /** Returns a policy by its ARN, in any partition. */
    static Optional<Policy> find(String arn) {
        int account = arn.indexOf(ACCOUNT);
        return account < 0
                ? Optional.empty()
                : Optional.ofNullable(Documents.BY_NAME.get(arn.substring(account + ACCOUNT.length())))
                        .map(document -> POLICIES.computeIfAbsent(arn, name -> parsed(name, document)));
    }

    private static Policy parsed(String arn, String document) {
        try {
            return Policy.trusted(arn, AwsJson.parse(document));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
