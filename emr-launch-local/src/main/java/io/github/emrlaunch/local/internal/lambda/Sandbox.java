package io.github.emrlaunch.local.internal.lambda;

import io.github.emrlaunch.local.LambdaInvocation;
import io.github.emrlaunch.states.time.VirtualClock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A process that runs one function until it fails. Not safe for concurrent invocations. */
final class Sandbox implements AutoCloseable {
    /** Lambda allows ten seconds. A busy machine with many processes may need more. */
    private static final Duration INITIALIZATION = Duration.ofSeconds(60);

    private static final Duration SETTLING = Duration.ofMillis(200);
    /** The environment variables that a process may need to start. */
    private static final List<String> INHERITED = List.of("LD_LIBRARY_PATH", "SystemRoot");

    private final LambdaFunction function;
    private final RuntimeApi api;
    private final Process process;
    private final Log log;
    private final VirtualClock clock;

    private Sandbox(LambdaFunction function, RuntimeApi api, Process process, Log log, VirtualClock clock) {
        this.clock = clock;
        this.function = function;
        this.api = api;
        this.process = process;
        this.log = log;
    }

    /** A sandbox and the result of its first invocation. */
    record Started(Sandbox sandbox, LambdaInvocation invocation) {}

    /** Starts a process for an invocation: a cold start. */
    static Started start(
            LambdaFunction function,
            FunctionRuntime.PreparedFunction code,
            Map<String, String> environment,
            RoleSessions sessions,
            Log log,
            VirtualClock clock,
            String payload)
            throws IOException, InterruptedException {
        FunctionInvocation first = new FunctionInvocation(function, payload);
        RuntimeApi api = new RuntimeApi(function.name(), first, sessions);
        try {
            FunctionProcess start = code.process(api.authority());
            ProcessBuilder builder = new ProcessBuilder(start.command())
                    .directory(start.taskRoot().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.file().toFile());
            Map<String, String> variables = builder.environment();
            variables.keySet().retainAll(INHERITED);
            variables.putAll(start.variables());
            variables.putAll(environment);
            variables.putAll(api.credentialVariables(function.startsFromSnapshot()));
            variables.put("AWS_LAMBDA_RUNTIME_API", api.authority());
            variables.put("LAMBDA_TASK_ROOT", start.taskRoot().toString());
            Sandbox sandbox = new Sandbox(function, api, builder.start(), log, clock);
            try {
                return new Started(sandbox, sandbox.finish(first, true, api::startTime));
            } catch (InterruptedException | RuntimeException e) {
                sandbox.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            api.close();
            throw e;
        }
    }

    /** Invokes the function in the existing process: a warm start. */
    LambdaInvocation invoke(String payload) throws IOException, InterruptedException {
        FunctionInvocation invocation = new FunctionInvocation(function, payload);
        api.polls().drainPermits();
        long start = System.nanoTime();
        api.submit(invocation);
        return finish(invocation, false, () -> start);
    }

    private LambdaInvocation finish(FunctionInvocation invocation, boolean cold, LongSupplier start)
            throws IOException, InterruptedException {
        // Requested for each invocation: if the process has already exited, the future completes immediately.
        CompletableFuture<Void> exit = process.onExit().thenAccept(ended -> invocation.exited(ended.exitValue()));
        FunctionInvocation.Outcome outcome = invocation.await(INITIALIZATION, clock);
        exit.cancel(false);
        Duration duration =
                Duration.ofNanos(outcome.nanoTime() - start.getAsLong()).plus(invocation.slept());
        boolean failed = outcome.status() != FunctionInvocation.Status.RETURNED;
        if (failed && outcome.status() != FunctionInvocation.Status.FAILED) {
            close();
        } else {
            // The runtime logs an exception after it has reported it. It is done when it requests the next invocation.
            boolean settled = api.polls().tryAcquire(cold ? 2 : 1, SETTLING.toMillis(), TimeUnit.MILLISECONDS);
            if (!settled && failed) {
                // A runtime that does not continue after a failure exits.
                close();
            }
        }
        return new LambdaInvocation(
                function.name(),
                invocation.requestId(),
                cold,
                duration,
                functionError(outcome.status()),
                outcome.body(),
                log.take());
    }

    private static @Nullable String functionError(FunctionInvocation.Status status) {
        return switch (status) {
            case RETURNED -> null;
            case FAILED, TIMED_OUT -> "Unhandled";
            case RESTORE_FAILED -> LambdaService.SNAP_START_FAILED;
            case RESTORE_TIMED_OUT -> LambdaService.SNAP_START_TIMED_OUT;
        };
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        List<ProcessHandle> started = process.descendants().toList();
        process.destroyForcibly();
        started.forEach(ProcessHandle::destroyForcibly);
        try {
            // Its files can be deleted after it has exited.
            process.waitFor(SETTLING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        api.close();
    }
}
