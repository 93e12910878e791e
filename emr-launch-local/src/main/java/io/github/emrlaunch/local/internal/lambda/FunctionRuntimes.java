package io.github.emrlaunch.local.internal.lambda;

import io.github.emrlaunch.local.PythonFunctions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The runtimes of functions and their prepared files. */
final class FunctionRuntimes {
    private final FunctionRuntime java;
    private final FunctionRuntime python;
    private final FunctionRuntime others = new UnsupportedRuntime();
    private final Path directory;
    private final AtomicInteger directories = new AtomicInteger();
    /** The folders of layers, shared by functions. */
    private final Map<List<Path>, Path> layers = new HashMap<>();

    /**
     * Creates the runtimes.
     *
     * @param variables the environment variables of each function
     * @param directory the directory for files
     */
    FunctionRuntimes(PythonFunctions python, Map<String, String> variables, Path directory) throws IOException {
        this.java = JavaRuntime.ofUser(RuntimeClient.forHost(directory), variables);
        this.python = new PythonRuntime(python, directory);
        this.directory = directory;
    }

    /** Returns the reason why a function cannot run on this machine; null when it can. */
    @Nullable String refusal(LambdaFunction function) {
        return of(function).refusal(function);
    }

    /** Returns the differences from Lambda for a function; empty when there are none. */
    String note(LambdaFunction function) {
        return of(function).note(function);
    }

    /**
     * Prepares the code of a function.
     *
     * @throws IOException when the function cannot run. The message has the reason
     */
    FunctionRuntime.PreparedFunction prepare(LambdaFunction function) throws IOException {
        FunctionRuntime runtime = of(function);
        String refusal = runtime.refusal(function);
        if (refusal != null) {
            throw new IOException(refusal);
        }
        return runtime.prepare(
                function,
                layers(function.source().layers()),
                directory.resolve(function.name() + "-" + directories.incrementAndGet()));
    }

    private FunctionRuntime of(LambdaFunction function) {
        String runtime = function.runtime();
        return runtime.startsWith("java") ? java : runtime.startsWith("python") ? python : others;
    }

    /** Returns the folder of the layers. Files of a later layer overwrite those of earlier layers. */
    private synchronized Path layers(List<Path> contents) throws IOException {
        Path known = layers.get(contents);
        if (known != null) {
            return known;
        }
        Path folder = directory.resolve("layers-" + layers.size());
        for (Path content : contents) {
            FileTree.copy(content, folder);
        }
        layers.put(contents, folder);
        return folder;
    }
}
