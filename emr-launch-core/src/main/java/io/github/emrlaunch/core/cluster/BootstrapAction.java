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
 * A script that every node runs before EMR installs the applications.
 *
 * @param name a descriptive name
 * @param path the location of the script: {@code s3://BUCKET/KEY}, or {@code file:///PATH} on the node
 * @param args the script's arguments
 * @param code the code that contains the script and is deployed with the configuration; null for an existing script
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

    /** Creates a bootstrap action from an existing script. */
    public static BootstrapAction of(String name, String path, String... args) {
        return of(name, path, Validation.list("args", args));
    }

    /** Creates a bootstrap action from an existing script, with arguments as a list. */
    public static BootstrapAction of(String name, String path, List<String> args) {
        return new BootstrapAction(name, path, args, null);
    }

    /**
     * Creates a bootstrap action from a script in {@code code}.
     *
     * @param file the script's path within the code
     * @throws IllegalArgumentException if the code has no such file
     */
    public static BootstrapAction of(String name, EmrCode code, String file, String... args) {
        return of(name, code, file, Validation.list("args", args));
    }

    /** Creates a bootstrap action from a script in {@code code}, with arguments as a list. */
    public static BootstrapAction of(String name, EmrCode code, String file, List<String> args) {
        return new BootstrapAction(name, Validation.required("code", code).uriOf(file), args, code);
    }

    /**
     * Returns the action in the form of the EMR API, for CDK resources that this library does not cover. The action's
     * code is deployed with the stack of the scope. Allow the role that runs the action to read the code with
     * {@link EmrCode#grantRead}.
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
