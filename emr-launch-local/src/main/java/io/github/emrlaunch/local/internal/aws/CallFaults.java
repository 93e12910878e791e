package io.github.emrlaunch.local.internal.aws;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Which calls fail in which way, on request of a test. Faults of one operation are used up in the order of their planning. */
public final class CallFaults {
    /** What goes wrong with a call that its caller was allowed to make. */
    public interface Fault {
        /** Before the operation does anything; throws {@link AwsException} where it shall not. */
        default void before(String service) {}

        /** After the operation has done its work; throws {@link AwsException} where the caller shall not learn of it. */
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
     * @param times for how many calls
     * @param until for calls before this moment
     */
    public synchronized void plan(String action, Fault fault, int times, Instant until) {
        planned.add(new Planned(action, fault, times, until));
    }

    /** What makes the plan what it is now. */
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

    /** Forgets all faults. */
    public synchronized void clear() {
        planned.clear();
    }

    /** The fault of a call that is made now; it counts. */
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
