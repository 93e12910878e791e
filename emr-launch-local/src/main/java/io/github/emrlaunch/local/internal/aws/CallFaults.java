package io.github.emrlaunch.local.internal.aws;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The faults that a test plans for calls. The faults of one operation are used in the order in which they were planned. */
public final class CallFaults {
    /** A fault of a call that its caller is allowed to make. */
    public interface Fault {
        /** Runs before the operation. Throws {@link AwsException} to prevent the operation. */
        default void before(String service) {}

        /** Runs after the operation. Throws {@link AwsException} to hide the result from the caller. */
        default void after(String service) {}
    }

    private static final class Planned {
        private final String action;
        private final Fault fault;
        private final Instant until;
        private int left;

        Planned(String action, Fault fault, int times, Instant until) {
            this.action = action;
            this.fault = fault;
            this.left = times;
            this.until = until;
        }
    }

    private final Supplier<Instant> now;
    private final List<Planned> planned = new ArrayList<>();

    public CallFaults(Supplier<Instant> now) {
        this.now = now;
    }

    /**
     * Plans a fault.
     *
     * @param action service and operation, such as {@code ssm:GetParameter}
     * @param times the number of calls
     * @param until the time after which the fault does not apply
     */
    public synchronized void plan(String action, Fault fault, int times, Instant until) {
        planned.add(new Planned(action, fault, times, until));
    }

    /** Returns an action that restores the current plan. */
    public synchronized Runnable checkpoint() {
        List<Planned> then = List.copyOf(planned);
        List<Integer> left = then.stream().map(fault -> fault.left).toList();
        return () -> {
            synchronized (this) {
                planned.clear();
                planned.addAll(then);
                for (int i = 0; i < left.size(); i++) {
                    then.get(i).left = left.get(i);
                }
            }
        };
    }

    /** Removes all faults. */
    public synchronized void clear() {
        planned.clear();
    }

    /** Returns the fault for a call that is made now, and counts the call. */
    synchronized Optional<Fault> take(String action) {
        Instant time = now.get();
        planned.removeIf(fault -> fault.left == 0 || !time.isBefore(fault.until));
        for (Iterator<Planned> faults = planned.iterator(); faults.hasNext(); ) {
            Planned fault = faults.next();
            if (fault.action.equals(action)) {
                fault.left--;
                return Optional.of(fault.fault);
            }
        }
        return Optional.empty();
    }
}
