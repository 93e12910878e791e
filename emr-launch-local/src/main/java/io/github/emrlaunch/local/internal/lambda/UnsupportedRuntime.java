package io.github.emrlaunch.local.internal.lambda;

import java.io.IOException;
import java.nio.file.Path;

/** All runtimes that the emulator does not support. */
final class UnsupportedRuntime implements FunctionRuntime {
    @Override
    public String refusal(LambdaFunction function) {
        return "the local emulator runs functions in Java and Python; "
                + (function.runtime().isEmpty()
                        ? "this function is a container image"
                        : "its runtime is '" + function.runtime() + "'");
    }

    @Override
    public PreparedFunction prepare(LambdaFunction function, Path layers, Path directory) throws IOException {
        throw new IOException(refusal(function));
    }
}
