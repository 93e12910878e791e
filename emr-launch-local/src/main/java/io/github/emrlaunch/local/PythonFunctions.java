package io.github.emrlaunch.local;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The Python that runs Lambda functions in Python. It needs AWS's runtime interface client, PyPI's {@code awslambdaric}, and {@code
 * boto3} for functions that call AWS. A function can import what is installed there, which on Lambda only its asset and its layers bring.
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
     * @param executable its absolute path
     * @param version such as {@code 3.13}
     * @param packages the folder that holds {@code awslambdaric}
     * @param hasBoto3 whether it has the AWS SDK
     */
    public record Python(Path executable, String version, Path packages, boolean hasBoto3) {}

    /**
     * A Python of this machine: the first that has {@code awslambdaric} of the active virtual environment, {@code python3}, {@code
     * python} and {@code python3.9} to {@code python3.15} on the PATH. It is looked for when the first function in Python is deployed.
     */
    public static PythonFunctions installed() {
        return INSTALLED;
    }

    /**
     * A Python by its executable.
     *
     * @param executable such as {@code venv/bin/python}
     */
    public static PythonFunctions of(Path executable) {
        return new PythonFunctions(() -> {
            Optional<Python> python = PythonProbe.ask(executable.toAbsolutePath());
            return python.orElseThrow(() -> new PythonNotFoundException(executable
                    + " cannot run functions: it is no Python that has awslambdaric. Install it there: "
                    + executable
                    + " -m pip install awslambdaric boto3"));
        });
    }

    /**
     * A virtual environment, which is made when the first function in Python is deployed and kept: it has {@code awslambdaric} and {@code
     * boto3}. Making it takes a Python with {@code venv} on the PATH, and pip's index.
     *
     * @param folder where it is, or will be; a folder that holds anything else is refused
     * @param requirements what else functions need, as pip names it, such as {@code requests==2.32.5}; others than before make it anew
     * @throws IllegalArgumentException when a requirement is blank or an option of pip
     */
    public static PythonFunctions virtualEnvironment(Path folder, String... requirements) {
        PythonVenv venv = new PythonVenv(folder.toAbsolutePath().normalize(), List.of(requirements));
        return new PythonFunctions(() -> venv.python(new InstalledPythons(System.getenv())));
    }

    /**
     * Finds or makes it, at the first call.
     *
     * @throws PythonNotFoundException when there is none, with what to do
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
