package io.github.emrlaunch.client.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.definitions.LaunchInput;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of a launch: overrides, tags, and whether a running cluster with the same name is an error. */
final class LaunchOptions {
    @Option(
            names = "--set",
            paramLabel = "OVERRIDE=VALUE",
            description = "overrides a value of the cluster that is launched; see emr-launch show function NAME")
    private Map<String, String> overrides = new LinkedHashMap<>();

    @Option(names = "--tag", paramLabel = "KEY=VALUE", description = "tags the cluster that is launched")
    private Map<String, String> tags = new LinkedHashMap<>();

    @Option(
            names = "--fail-if-running",
            negatable = true,
            description =
                    "whether to fail while a cluster of the same name runs. Default: what the launch function says")
    private @Nullable Boolean failIfRunning;

    /** Converts overrides to the types that the launch function takes. */
    interface Parser {
        Map<String, JsonNode> parse(Map<String, String> typed);
    }

    LaunchInput input(Parser parser) {
        LaunchInput.Builder input = LaunchInput.builder();
        parser.parse(overrides).forEach(input::override);
        tags.forEach(input::tag);
        if (failIfRunning != null) {
            input.failIfClusterRunning(failIfRunning);
        }
        return input.build();
    }

    boolean areGiven() {
        return !overrides.isEmpty() || !tags.isEmpty() || failIfRunning != null;
    }
}
