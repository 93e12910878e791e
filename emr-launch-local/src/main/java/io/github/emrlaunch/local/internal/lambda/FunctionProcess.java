package io.github.emrlaunch.local.internal.lambda;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The process of a function, ready to start.
 *
 * @param command the program and its arguments
 * @param taskRoot the folder of the code, which is the working directory
 * @param variables environment variables of the runtime; the variables of the function override them
 */
record FunctionProcess(List<String> command, Path taskRoot, Map<String, String> variables) {
    FunctionProcess {
        command = List.copyOf(command);
        variables = Map.copyOf(variables);
    }
}
