package io.github.emrlaunch.local.internal.lambda;

import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.Checkpoints;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many executions of functions may go on at once, see <a
 * href="https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html">function scaling</a>: a function with a reserved
 * concurrency has that for itself, all others share what is left of the account's.
 */
final class Concurrency {
    /** The quota of an account; a new one may have less. */
    private static final int ACCOUNT = 1000;
    /** What must be left for functions without a reservation, unless the account has less. */
    private static final int UNRESERVED = 100;

    private final Map<String, Integer> reserved = new HashMap<>();
    private final Map<String, Integer> running = new HashMap<>();
    private int account = ACCOUNT;

    synchronized void limitAccount(int executions) {
        account = executions;
    }

    /**
     * Reserves executions for a function, or none any more.
     *
     * @throws AwsException when the account has not as many to give
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

    /** Null for a function that shares with others. */
    synchronized @Nullable Integer reservedFor(String function) {
        return reserved.get(function);
    }

    /**
     * Begins an execution.
     *
     * @throws AwsException when there are too many
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
