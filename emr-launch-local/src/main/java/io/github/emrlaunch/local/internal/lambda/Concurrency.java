package io.github.emrlaunch.local.internal.lambda;

import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.Checkpoints;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The limit of concurrent executions of functions, see <a
 * href="https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html">function scaling</a>. A function with reserved
 * concurrency uses only its reservation; all others share the rest of the account's limit.
 */
final class Concurrency {
    /** The quota of an account. A new account may have less. */
    private static final int ACCOUNT = 1000;
    /** The minimum of unreserved concurrency, unless the account has less. */
    private static final int UNRESERVED = 100;

    private final Map<String, Integer> reserved = new HashMap<>();
    private final Map<String, Integer> running = new HashMap<>();
    private int account = ACCOUNT;

    synchronized void limitAccount(int executions) {
        account = executions;
    }

    /**
     * Sets or removes the reserved concurrency of a function.
     *
     * @throws AwsException when the account does not have enough concurrency
     */
    synchronized void reserve(String function, @Nullable Integer executions) {
        if (executions == null) {
            reserved.remove(function);
            return;
        }
        int others = reservedInAll() - reserved.getOrDefault(function, 0);
        int minimum = Math.min(UNRESERVED, account);
        if (executions > 0 && account - others - executions < minimum) {
            throw AwsException.client(
                    "InvalidParameterValueException",
                    "Specified ReservedConcurrentExecutions for function decreases account's"
                            + " UnreservedConcurrentExecution below its minimum value of [" + minimum + "].");
        }
        reserved.put(function, executions);
    }

    synchronized Checkpoint checkpoint() {
        Checkpoint reservations = Checkpoints.of(reserved);
        int thenAccount = account;
        return () -> {
            synchronized (this) {
                reservations.restore();
                account = thenAccount;
            }
        };
    }

    /** Returns the reserved concurrency; null for a function without a reservation. */
    synchronized @Nullable Integer reservedFor(String function) {
        return reserved.get(function);
    }

    /**
     * Starts an execution.
     *
     * @throws AwsException when the limit is reached
     */
    synchronized void enter(String function) {
        Integer own = reserved.get(function);
        if (own != null) {
            if (running.getOrDefault(function, 0) >= own) {
                throw tooMany("ReservedFunctionConcurrentInvocationLimitExceeded");
            }
        } else if (sharing() >= account - reservedInAll()) {
            throw tooMany("ConcurrentInvocationLimitExceeded");
        }
        running.merge(function, 1, Integer::sum);
    }

    synchronized void leave(String function) {
        running.computeIfPresent(function, (name, count) -> count > 1 ? count - 1 : null);
    }

    private int sharing() {
        return running.entrySet().stream()
                .filter(function -> !reserved.containsKey(function.getKey()))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    private int reservedInAll() {
        return reserved.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static AwsException tooMany(String reason) {
        return AwsException.of("TooManyRequestsException", 429, "Rate Exceeded.", Map.of("Reason", reason));
    }
}
