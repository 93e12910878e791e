package io.github.emrlaunch.local.internal.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;

/**
 * A stack of a cloud assembly, or one that is nested in it.
 *
 * @param environment such as {@code aws://123456789012/eu-central-1}, or with unknown parts
 * @param parameters the values that the app or the outer stack gives for the template's parameters
 * @param assets files and directories by the key that they would have in the asset bucket
 */
record Stack(
        String name, String environment, JsonNode template, Map<String, String> parameters, Map<String, Path> assets) {
    Stack {
        parameters = Map.copyOf(parameters);
        assets = Map.copyOf(assets);
    }
}
