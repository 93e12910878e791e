package io.github.emrlaunch.core.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Json;
import java.util.List;

/**
 * A script that every node runs before applications are installed.
 *
 * @param name for people
 * @param path where the script is: {@code s3://…}, or {@code file:///…} on the node
 * @param args its arguments
 * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_BootstrapActionConfig.html">BootstrapActionConfig</a>
 */
public record BootstrapAction(String name, String path, List<String> args) {
    /** Copies the arguments. */
    public BootstrapAction {
        args = List.copyOf(args);
    }

    /** An action with arguments. */
    public static BootstrapAction of(String name, String path, String... args) {
        return new BootstrapAction(name, path, List.of(args));
    }

    ObjectNode toJson() {
        ObjectNode script = Json.object().put("Path", path);
        args.forEach(script.putArray("Args")::add);
        return Json.object().put("Name", name).set("ScriptBootstrapAction", script);
    }
}
