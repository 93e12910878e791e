package io.github.emrlaunch.local;

import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.CallFaults;
import io.github.emrlaunch.local.internal.aws.Gateway;
import io.github.emrlaunch.local.internal.lambda.LambdaService;
import io.github.emrlaunch.states.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * What shall go wrong with calls, whoever makes them: a function, a state machine's task or a client. An action is a service
 * and an operation as IAM writes them, such as {@code ssm:GetParameter} or {@code elasticmapreduce:RunJobFlow}; the one that
 * IAM calls {@code lambda:InvokeFunction} is {@code lambda:Invoke}.
 */
public final class LocalFaults {
    private final Gateway gateway;
    private final VirtualClock clock;
    private final LambdaService lambda;

    LocalFaults(Gateway gateway, VirtualClock clock, LambdaService lambda) {
        this.gateway = gateway;
        this.clock = clock;
        this.lambda = lambda;
    }

    /** The next calls are throttled. */
    public void throttle(String action, int times) {
        fail(action, CallFault.throttled(), times);
    }

    /**
     * The next calls have this fault.
     *
     * @throws IllegalArgumentException for an action that the local emulator doesn't have
     */
    public void fail(String action, CallFault fault, int times) {
        if (times < 1) {
            throw new IllegalArgumentException("'times' must be at least 1, got: " + times);
        }
        plan(action, fault, times, Instant.MAX);
    }

    /**
     * All calls have this fault until so much virtual time has passed.
     *
     * @throws IllegalArgumentException for an action that the local emulator doesn't have
     */
    public void failFor(String action, CallFault fault, Duration virtualTime) {
        plan(action, fault, Integer.MAX_VALUE, clock.now().plus(virtualTime));
    }

    /**
     * The next invocations of a function do all their work and time out just then: whoever invoked it learns that the task timed
     * out, and its JVM ends. What it takes in reality to get there doesn't matter.
     */
    public void timeOutFunction(String functionName, int times) {
        lambda.timeOut(functionName, times);
    }

    /**
     * Reserves executions for a function: it has as many at once and no more. What a template says is reserved without this.
     *
     * @param executions 0 to stop the function
     * @throws IllegalArgumentException when there is no such function
     */
    public void limitConcurrency(String functionName, int executions) {
        lambda.limitConcurrency(functionName, executions);
    }

    /**
     * Limits the executions of all functions at once, by default to the 1,000 of an account; a new account may have 10 only.
     */
    public void limitConcurrency(int executions) {
        lambda.limitConcurrency(executions);
    }

    private void plan(String action, CallFault fault, int times, Instant until) {
        String[] parts = action.split(":", 2);
        if (parts.length != 2 || !gateway.supports(parts[0], parts[1])) {
            throw new IllegalArgumentException(
                    "'action' must be a service and an operation that the local emulator has, such as"
                            + " ssm:GetParameter, got: " + action);
        }
        gateway.faults().plan(action, behaviour(fault), times, until);
    }

    private CallFaults.Fault behaviour(CallFault fault) {
        if (fault instanceof CallFault.AnswerDelayed delayed) {
            return after(() -> sleep(delayed.realTime()));
        }
        if (fault instanceof CallFault.AnswerLost) {
            return after(() -> {
                throw AwsException.answerLost();
            });
        }
        if (fault instanceof CallFault.After after) {
            return after(after.action());
        }
        return new CallFaults.Fault() {
            @Override
            public void before(String service) {
                if (fault instanceof CallFault.Before before) {
                    before.action().run();
                } else if (fault instanceof CallFault.Failed failed) {
                    throw AwsException.of(failed.errorCode(), failed.httpStatus(), failed.message());
                } else {
                    throw throttling(service);
                }
            }
        };
    }

    private static CallFaults.Fault after(Runnable action) {
        return new CallFaults.Fault() {
            @Override
            public void after(String service) {
                action.run();
            }
        };
    }

    private AwsException throttling(String service) {
        return gateway.service(service).orElseThrow().errors().throttling();
    }

    private static void sleep(Duration duration) {
        try {
            TimeUnit.MILLISECONDS.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            // Whoever waited for the answer has gone.
            Thread.currentThread().interrupt();
        }
    }
}
