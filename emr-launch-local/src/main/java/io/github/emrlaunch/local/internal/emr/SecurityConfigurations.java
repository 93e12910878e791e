package io.github.emrlaunch.local.internal.emr;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.Checkpoints;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * EMR security configurations by name, see <a
 * href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-create-security-configuration.html">Create a security
 * configuration</a>.
 */
public final class SecurityConfigurations {
    private static final String AT_REST = "/EncryptionConfiguration/AtRestEncryptionConfiguration";
    private static final Set<String> AT_REST_PROPERTIES =
            Set.of("S3EncryptionConfiguration", "LocalDiskEncryptionConfiguration");
    private static final Set<String> KEY_PROVIDERS = Set.of("AwsKms", "Custom");

    private final Map<String, JsonNode> documents = new ConcurrentHashMap<>();

    /** Declares a configuration with unknown content. */
    public void declare(String name) {
        documents.put(name, AwsJson.object());
    }

    /**
     * Creates or replaces a configuration.
     *
     * @throws AwsException when EMR would reject the document
     */
    public void put(String name, JsonNode document) {
        check(document);
        documents.put(name, document);
    }

    void remove(String name) {
        documents.remove(name);
    }

    Checkpoint checkpoint() {
        return Checkpoints.of(documents);
    }

    /**
     * Checks the document for the errors that users report (pull request 23 of awsdocs/amazon-emr-management-guide) and the
     * documented values.
     */
    private static void check(JsonNode document) {
        JsonNode atRest = document.at(AT_REST);
        TreeSet<String> unknown = new TreeSet<>();
        atRest.fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(AT_REST_PROPERTIES);
        if (!unknown.isEmpty()) {
            throw invalid("object has invalid properties: " + unknown);
        }
        String provider = AwsJson.text(atRest.path("LocalDiskEncryptionConfiguration"), "EncryptionKeyProviderType");
        if (provider != null && !KEY_PROVIDERS.contains(provider)) {
            throw invalid(
                    "the EncryptionKeyProviderType '" + provider + "' is none of " + new TreeSet<>(KEY_PROVIDERS));
        }
    }

    private static AwsException invalid(String problem) {
        return AwsException.client("InvalidRequestException", "Invalid security configuration; " + problem + ".");
    }

    public Optional<JsonNode> document(String name) {
        return Optional.ofNullable(documents.get(name));
    }

    boolean contains(String name) {
        return documents.containsKey(name);
    }
}
