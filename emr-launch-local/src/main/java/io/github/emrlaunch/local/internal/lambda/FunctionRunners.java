package io.github.emrlaunch.local.internal.lambda;

import io.github.emrlaunch.local.LambdaInvocation;
import io.github.emrlaunch.local.PythonFunctions;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.Ids;
import io.github.emrlaunch.local.internal.aws.Principal;
import io.github.emrlaunch.local.internal.files.FolderDeletion;
import io.github.emrlaunch.local.internal.iam.Credentials;
import io.github.emrlaunch.local.internal.iam.Iam;
import io.github.emrlaunch.local.internal.iam.Role;
import io.github.emrlaunch.states.time.VirtualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The processes of the functions. Each function has one, which its first invocation starts and which stays warm. Invocations of a
 * function
 * are queued.
 */
public final class FunctionRunners implements AutoCloseable {
    private final Account account;
    private final Iam iam;
    private final VirtualClock clock;
    private final URI endpoint;
    private final Map<String, String> variables;
    private final Map<LambdaFunction, Runner> runners = new ConcurrentHashMap<>();
    private final Thread hook = new Thread(this::stopAll, "lambda-shutdown");
    private final Path directory;
    private final FunctionRuntimes runtimes;
    private volatile boolean closed;

    /**
     * Creates the runners.
     *
     * @param endpoint the endpoint of the local emulator for functions
     * @param variables environment variables of every function; they override its own variables
     * @param python the Python that runs functions in Python
     */
    public FunctionRunners(
            Account account,
            Iam iam,
            VirtualClock clock,
            URI endpoint,
            Map<String, String> variables,
            PythonFunctions python) {
        this.clock = clock;
        this.account = account;
        this.iam = iam;
        this.endpoint = endpoint;
        this.variables = Map.copyOf(variables);
        try {
            this.directory = Files.createTempDirectory("emr-launch-local-");
            this.runtimes = new FunctionRuntimes(python, variables, directory);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot prepare a directory for Lambda functions", e);
        }
        Runtime.getRuntime().addShutdownHook(hook);
    }

    FunctionRuntimes runtimes() {
        return runtimes;
    }

    /**
     * Invokes a function.
     *
     * @param execution the ARN of the execution for which the function is invoked; null for none
     */
    LambdaInvocation invoke(LambdaFunction function, String payload, @Nullable String execution) {
        if (closed) {
            throw AwsException.of("ServiceException", 500, "The local emulator was closed");
        }
        return runners.computeIfAbsent(function, Runner::new).invoke(payload, execution);
    }

    void stop(LambdaFunction function) {
        Runner runner = runners.remove(function);
        if (runner != null) {
            runner.stop();
        }
    }

    /** Stops the processes of all other functions. */
    void stopOthersThan(Set<LambdaFunction> functions) {
        runners.keySet().stream()
                .filter(function -> !functions.contains(function))
                .forEach(this::stop);
    }

    private void stopAll() {
        List.copyOf(runners.keySet()).forEach(this::stop);
    }

    @Override
    public void close() {
        closed = true;
        stopAll();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // The shutdown hook runs anyway.
        }
        // Files that are still in use stay in the temporary directory, which the system cleans up.
        FolderDeletion.delete(directory);
    }

    private RoleSessions sessions(LambdaFunction function) {
        return new RoleSessions() {
            @Override
            public Credentials open() {
                return openSession(function);
            }

            @Override
            public void expire(Credentials credentials) {
                iam.expire(credentials);
            }
        };
    }

    private Credentials openSession(LambdaFunction function) {
        // Lambda replaces an execution environment before its credentials expire.
        return iam.credentials(principal(function).callingFor(() -> execution(function)), Instant.MAX);
    }

    /** Returns the execution for which a function currently runs. A function runs for one execution at a time. */
    private @Nullable String execution(LambdaFunction function) {
        Runner runner = runners.get(function);
        return runner == null ? null : runner.execution;
    }

    /** Returns the principal of a function. */
    Principal principal(LambdaFunction function) {
        Role role = iam.role(function.roleArn())
                .orElseThrow(() -> AwsException.client(
                        "InvalidParameterValueException",
                        "The role defined for the function cannot be assumed by Lambda."));
        return iam.sessionPrincipal(role, function.name());
    }

    /** Returns the log stream of a function's process. */
    static String logStream(LambdaFunction function) {
        return "[" + function.version() + "]" + Ids.hex(function.name(), 32);
    }

    private Map<String, String> environment(LambdaFunction function) {
        Map<String, String> environment = new HashMap<>(function.environment());
        environment.putAll(variables);
        environment.put("AWS_ENDPOINT_URL", endpoint.toString());
        environment.put("AWS_REGION", account.region());
        environment.put("AWS_DEFAULT_REGION", account.region());
        environment.put("AWS_EXECUTION_ENV", "AWS_Lambda_" + function.runtime());
        environment.put("AWS_LAMBDA_FUNCTION_NAME", function.name());
        environment.put("AWS_LAMBDA_FUNCTION_VERSION", function.version());
        environment.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Integer.toString(function.memoryMegabytes()));
        environment.put("AWS_LAMBDA_INITIALIZATION_TYPE", function.startsFromSnapshot() ? "snap-start" : "on-demand");
        environment.put("AWS_LAMBDA_LOG_GROUP_NAME", function.logGroup());
        environment.put("AWS_LAMBDA_LOG_STREAM_NAME", logStream(function));
        // The user's own settings must not have an effect; these files do not exist.
        environment.put("AWS_CONFIG_FILE", directory.resolve("aws-config").toString());
        environment.put(
                "AWS_SHARED_CREDENTIALS_FILE",
                directory.resolve("aws-credentials").toString());
        environment.put("AWS_EC2_METADATA_DISABLED", "true");
        environment.put("_HANDLER", function.handler());
        environment.put("LANG", "en_US.UTF-8");
        environment.put("TZ", ":UTC");
        return environment;
    }

    /** The process of a function and its queue. */
    private final class Runner {
        private final LambdaFunction function;
        private FunctionRuntime.@Nullable PreparedFunction code;
        private volatile @Nullable Sandbox sandbox;
        private final Queue<VirtualClock.Signal> waiting = new ArrayDeque<>();
        private boolean isTaken;
        /** It is kept after the invocation: later work of the function belongs to the same execution. */
        private volatile @Nullable String execution;

        Runner(LambdaFunction function) {
            this.function = function;
        }

        LambdaInvocation invoke(String payload, @Nullable String worksFor) {
            try {
                takeTurn();
            } catch (InterruptedException e) {
                throw interrupted();
            }
            execution = worksFor;
            try {
                return invokeAlone(payload);
            } finally {
                endTurn();
            }
        }

        /** Waits as a worker of the clock: the running invocation may sleep, and virtual time must pass for it. */
        private void takeTurn() throws InterruptedException {
            VirtualClock.Signal turn = clock.signal();
            synchronized (waiting) {
                if (!isTaken) {
                    isTaken = true;
                    return;
                }
                waiting.add(turn);
            }
            try {
                clock.await(turn);
            } catch (InterruptedException e) {
                boolean hadTurn;
                synchronized (waiting) {
                    hadTurn = !waiting.remove(turn);
                }
                if (hadTurn) {
                    endTurn();
                }
                throw e;
            }
        }

        private void endTurn() {
            VirtualClock.Signal next;
            synchronized (waiting) {
                next = waiting.poll();
                isTaken = next != null;
            }
            if (next != null) {
                next.raise();
            }
        }

        private AwsException interrupted() {
            Thread.currentThread().interrupt();
            return AwsException.of(
                    "ServiceException", 500, "The invocation of " + function.name() + " was interrupted");
        }

        private LambdaInvocation invokeAlone(String payload) {
            try {
                Sandbox warm = sandbox;
                if (warm != null && warm.isAlive()) {
                    return warm.invoke(payload);
                }
                if (warm != null) {
                    warm.close();
                }
                Log log = new Log(Files.createTempFile(directory, function.name() + "-", ".log"));
                Sandbox.Started started =
                        Sandbox.start(function, code(), environment(function), sessions(function), log, clock, payload);
                sandbox = started.sandbox();
                return started.invocation();
            } catch (IOException e) {
                throw AwsException.of(
                        "ServiceException", 500, "Cannot run the function " + function.name() + ": " + e.getMessage());
            } catch (InterruptedException e) {
                stop();
                throw interrupted();
            }
        }

        private FunctionRuntime.PreparedFunction code() throws IOException {
            if (code == null) {
                code = runtimes.prepare(function);
            }
            return code;
        }

        void stop() {
            Sandbox running = sandbox;
            if (running != null) {
                running.close();
            }
        }
    }
}
