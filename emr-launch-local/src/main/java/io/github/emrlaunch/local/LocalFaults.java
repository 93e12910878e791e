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
 * Faults that a test plans for calls. They apply to every caller: a function, a task of a state machine or a client. An action has
 * the form of IAM, a service and an operation, such as {@code ssm:GetParameter} or {@code elasticmapreduce:RunJobFlow}. Exception: the
 * IAM action {@code lambda:InvokeFunction} is {@code lambda:Invoke} here.
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

    /** Throttles the next calls of an action. */
    public void throttle(String action, int times) {
        fail(action, CallFault.throttled(), times);
    }

    /**
     * Plans a fault for the next calls of an action.
     *
     * @throws IllegalArgumentException when the local emulator does not have the action
     */
    public void fail(String action, CallFault fault, int times) {
        if (times < 1) {
            throw new IllegalArgumentException("'times' must be at least 1, got: " + times);
        }
        plan(action, fault, times, Instant.MAX);
    }

    /**
     * Plans a fault for all calls of an action until this much virtual time has passed.
     *
     * @throws IllegalArgumentException when the local emulator does not have the action
     */
    public void failFor(String action, CallFault fault, Duration virtualTime) {
        plan(action, fault, Integer.MAX_VALUE, clock.now().plus(virtualTime));
    }

    /**
     * Makes the next invocations of a function time out after they have done all their work. The invoker receives the error of a task
     * that timed out, and the process of the function terminates. The real duration of the work does not matter.
     */
    public void timeOutFunction(String functionName, int times) {
        lambda.timeOut(functionName, times);
    }

    /**
     * Reserves concurrency for a function: it has up to this number of concurrent executions. A reservation in the template applies
     * without
     * this call.
     *
     * @param executions the number of concurrent executions; 0 stops the function
     * @throws IllegalArgumentException when the function does not exist
     */
    public void limitConcurrency(String functionName, int executions) {
        lambda.limitConcurrency(functionName, executions);
    }

    /**
     * Limits the concurrent executions of all functions. Default: 1,000, the quota of an account. A new account may have only 10.
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
            return after(() -> VirtualClock.runAwaited(after.action()));
        }
        return new CallFaults.Fault() {
            @Override
            public void before(String service) {
                if (fault instanceof CallFault.Before before) {
                    VirtualClock.runAwaited(before.action());
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
            // The client no longer waits for the response.
            Thread.currentThread().interrupt();
        }
    }
}
