package io.github.emrlaunch.local.internal.lambda;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How the process of a function is started.
 *
 * @param command the program and its arguments
 * @param taskRoot the folder of the code, which is the working directory
 * @param variables environment variables of the runtime; those of the function go over them
 */
record FunctionProcess(List<String> command, Path taskRoot, Map<String, String> variables) {
    FunctionProcess {
        command = List.copyOf(command);
        variables = Map.copyOf(variables);
    }
}
