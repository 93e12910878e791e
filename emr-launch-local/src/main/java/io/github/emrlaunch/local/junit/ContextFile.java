package io.github.emrlaunch.local.junit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A file with context values of the CDK: {@code cdk.context.json}, an object with the values by key, or {@code cdk.json} or
 * {@code ~/.cdk.json}, with such an object as its member {@code context}. See <a
 * href="https://docs.aws.amazon.com/cdk/v2/guide/context.html">Context values and the AWS CDK</a>.
 */
final class ContextFile {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, Object>> VALUES = new TypeReference<>() {};

    private ContextFile() {}

    static Map<String, Object> read(Path file) {
        JsonNode document;
        try {
            document = JSON.readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("'contextFile': " + file + " is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("'contextFile': cannot read " + file.toAbsolutePath() + ": " + e, e);
        }
        JsonNode values =
                document.path("context").isObject() || document.has("app") ? document.path("context") : document;
        if (!document.isObject() || !(values.isObject() || values.isMissingNode())) {
            throw new IllegalArgumentException("'contextFile': " + file
                    + " must be a JSON object with the context, as cdk.context.json is, or with a member 'context', as"
                    + " cdk.json is");
        }
        Map<String, Object> context = values.isMissingNode() ? new HashMap<>() : JSON.convertValue(values, VALUES);
        // The CDK also treats null like a missing value.
        context.values().removeIf(Objects::isNull);
        return context;
    }
}
