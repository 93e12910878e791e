package io.github.emrlaunch.local.internal.lambda;

import io.github.emrlaunch.local.PythonFunctions;
import io.github.emrlaunch.local.PythonNotFoundException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Runs Python functions with the AWS runtime interface client. */
final class PythonRuntime implements FunctionRuntime {
    /** The file name of inline code on Lambda, see the property {@code ZipFile} of {@code AWS::Lambda::Function}. */
    private static final String INLINE = "index.py";

    private static final String BOOTSTRAP = "bootstrap.py";

    private final PythonFunctions functions;
    private final Path bootstrap;

    /**
     * Creates the runtime. It searches for a Python when the first function is prepared.
     *
     * @param directory the directory for files
     */
    PythonRuntime(PythonFunctions functions, Path directory) throws IOException {
        this.functions = functions;
        this.bootstrap = directory.resolve(BOOTSTRAP);
        try (InputStream in = Objects.requireNonNull(PythonRuntime.class.getResourceAsStream(BOOTSTRAP), BOOTSTRAP)) {
            Files.copy(in, bootstrap);
        }
    }

    @Override
    public @Nullable String refusal(LambdaFunction function) {
        if (function.source().asset() == null && function.source().text() == null) {
            return "its code must be an asset of the cloud assembly, in the template or an object in a bucket of the local"
                    + " emulator";
        }
        try {
            functions.python();
            return null;
        } catch (PythonNotFoundException e) {
            return e.getMessage();
        }
    }

    @Override
    public String note(LambdaFunction function) {
        PythonFunctions.Python python = functions.python();
        List<String> notes = new ArrayList<>();
        if (!function.runtime().equals("python" + python.version())) {
            notes.add("It runs on Python " + python.version() + " here.");
        }
        if (!python.hasBoto3()) {
            notes.add("The Python that runs it has no boto3, unlike Lambda: " + python.executable()
                    + " -m pip install boto3.");
        }
        return String.join(" ", notes);
    }

    @Override
    public PreparedFunction prepare(LambdaFunction function, Path layers, Path directory) throws IOException {
        PythonFunctions.Python python = functions.python();
        Path task = directory.resolve("task");
        Path home = Files.createDirectories(directory.resolve("home"));
        FunctionSource source = function.source();
        if (source.asset() != null) {
            FileTree.copy(source.asset(), task);
        } else {
            Files.writeString(Files.createDirectories(task).resolve(INLINE), Objects.requireNonNull(source.text()));
        }
        List<String> command = List.of(python.executable().toString(), "-B", bootstrap.toString(), layers.toString());
        Map<String, String> variables = variables(python, layers, home);
        return authority -> new FunctionProcess(command, task, variables);
    }

    /** Returns the environment variables. HOME is not that of the user, so that the user's packages and settings have no effect. */
    private static Map<String, String> variables(PythonFunctions.Python python, Path layers, Path home) {
        Path bin = Objects.requireNonNull(python.executable().getParent(), "an absolute path has a parent");
        return Map.of(
                "LAMBDA_RUNTIME_DIR",
                python.packages().toString(),
                "PATH",
                String.join(
                        File.pathSeparator,
                        bin.toString(),
                        "/usr/local/bin",
                        "/usr/bin",
                        "/bin",
                        layers.resolve("bin").toString()),
                "HOME",
                home.toString());
    }
}
