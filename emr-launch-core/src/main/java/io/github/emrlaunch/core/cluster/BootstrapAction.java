package io.github.emrlaunch.core.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.constructs.Construct;

/**
 * A script that every node runs before applications are installed.
 *
 * @param name the name, for readers
 * @param path the location of the script: {@code s3://BUCKET/KEY}, or {@code file:///PATH} on the node
 * @param args its arguments
 * @param code the code that the script is part of, deployed with the configuration; null for an existing script
 * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_BootstrapActionConfig.html">BootstrapActionConfig</a>
 */
public record BootstrapAction(
        String name,
        String path,
        List<String> args,
        @Nullable EmrCode code) {
    /** Copies the arguments. */
    public BootstrapAction {
        Validation.required("name", name);
        Validation.required("path", path);
        args = Validation.list("args", args);
    }

    /** An existing script, with arguments. */
    public static BootstrapAction of(String name, String path, String... args) {
        return of(name, path, Validation.list("args", args));
    }

    /** An existing script, with arguments as a list. */
    public static BootstrapAction of(String name, String path, List<String> args) {
        return new BootstrapAction(name, path, args, null);
    }

    /**
     * A script of some code, with arguments.
     *
     * @param file the script's path within the code
     * @throws IllegalArgumentException when the code has no such file
     */
    public static BootstrapAction of(String name, EmrCode code, String file, String... args) {
        return of(name, code, file, Validation.list("args", args));
    }

    /** A script of some code, with arguments as a list. */
    public static BootstrapAction of(String name, EmrCode code, String file, List<String> args) {
        return new BootstrapAction(name, Validation.required("code", code).uriOf(file), args, code);
    }

    /**
     * The action as EMR's API has it, for a resource of the CDK that this library has no word for. Its code is deployed with the stack
     * of the scope; whoever runs it may read it by {@link EmrCode#grantRead}.
     *
     * @param scope the construct that uses the action
     * @return {@code Name} and {@code ScriptBootstrapAction} with {@code Path} and {@code Args}
     * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_BootstrapActionConfig.html">BootstrapActionConfig</a>
     */
    public Map<String, Object> resolve(Construct scope) {
        Validation.required("scope", scope);
        if (code != null) {
            code.deploy(scope);
        }
        Map<String, Object> action = new LinkedHashMap<>();
        action.put("Name", name);
        action.put("ScriptBootstrapAction", Map.of("Path", path, "Args", args));
        return action;
    }

    ObjectNode toJson() {
        ObjectNode script = Json.object().put("Path", path);
        args.forEach(script.putArray("Args")::add);
        return Json.object().put("Name", name).set("ScriptBootstrapAction", script);
    }
}
