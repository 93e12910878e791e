package io.github.emrlaunch.local;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The Python that runs Lambda functions in Python. It needs the AWS runtime interface client, {@code awslambdaric} on PyPI, and
 * {@code boto3} for functions that call AWS. A function can import all packages that are installed there. On Lambda, it can import only
 * the packages of its asset and its layers.
 */
public final class PythonFunctions {
    private static final PythonFunctions INSTALLED =
            new PythonFunctions(() -> new InstalledPythons(System.getenv()).withRuntimeClient());

    private final Supplier<Python> search;
    private @Nullable Python found;
    private @Nullable PythonNotFoundException failure;

    private PythonFunctions(Supplier<Python> search) {
        this.search = search;
    }

    /**
     * A Python that can run functions.
     *
     * @param executable the absolute path of the interpreter
     * @param version such as {@code 3.13}
     * @param packages the folder that contains {@code awslambdaric}
     * @param hasBoto3 whether it has the AWS SDK
     */
    public record Python(Path executable, String version, Path packages, boolean hasBoto3) {}

    /**
     * Returns a Python of this machine: the first one with {@code awslambdaric} among the active virtual environment, {@code python3},
     * {@code python} and {@code python3.9} to {@code python3.15} on the PATH. The search takes place when the first function in Python is
     * deployed.
     */
    public static PythonFunctions installed() {
        return INSTALLED;
    }

    /**
     * Returns the Python with this executable.
     *
     * @param executable the path of the interpreter, such as {@code venv/bin/python}
     */
    public static PythonFunctions of(Path executable) {
        return new PythonFunctions(() -> {
            Optional<Python> python = PythonProbe.ask(executable.toAbsolutePath());
            return python.orElseThrow(() -> new PythonNotFoundException(executable
                    + " cannot run functions: it is not a Python with awslambdaric. Install it there: "
                    + executable
                    + " -m pip install awslambdaric boto3"));
        });
    }

    /**
     * Returns a virtual environment with {@code awslambdaric} and {@code boto3}. It is created when the first function in Python is
     * deployed, and it is kept. To create it, a Python with {@code venv} must be on the PATH, and pip must reach its index.
     *
     * @param folder the folder of the environment; a folder with other content is rejected
     * @param requirements further packages that functions need, in the format of pip, such as {@code requests==2.32.5}. When they change,
     *     the environment is created again
     * @throws IllegalArgumentException when a requirement is blank or is an option of pip
     */
    public static PythonFunctions virtualEnvironment(Path folder, String... requirements) {
        PythonVenv venv = new PythonVenv(folder.toAbsolutePath().normalize(), List.of(requirements));
        return new PythonFunctions(() -> venv.python(new InstalledPythons(System.getenv())));
    }

    /**
     * Returns the Python. The first call searches for it or creates it.
     *
     * @throws PythonNotFoundException when no Python can be used. The message has the remedy
     */
    public synchronized Python python() {
        if (failure != null) {
            throw failure;
        }
        if (found == null) {
            try {
                found = search.get();
            } catch (PythonNotFoundException e) {
                if (!Thread.currentThread().isInterrupted()) {
                    failure = e;
                }
                throw e;
            }
        }
        return found;
    }
}
