package io.github.emrlaunch.local.internal.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.states.time.VirtualClock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Advances virtual time for clients that poll. A request is a poll when the same request was already answered since time last passed
 * and since any other request arrived, so the first read after a change shows the state without a time jump. If the emulator is idle at a
 * poll, the clock jumps to the next change of a resource in progress, such as a starting cluster. If no resource is in progress, the
 * poll number {@value #IN_VAIN} without a change lets the clock jump to the next event of any kind, such as the termination of an idle
 * cluster.
 */
public final class Polls implements RequestListener {
    private static final int IN_VAIN = 10;
    private static final int REMEMBERED = 1000;
    /** Operations that read resources whose state changes over time. */
    private static final Pattern LOOKS = Pattern.compile(
            "(Describe|Head|List|Receive|Filter)[A-Z].*|Get(ExecutionHistory|JobRun|Application|LogEvents)");

    private record Look(String service, String operation, ObjectNode input) {}

    private final VirtualClock clock;
    private final Map<Look, Integer> answered = new LinkedHashMap<>();
    private Instant since = Instant.MIN;

    public Polls(VirtualClock clock) {
        this.clock = clock;
    }

    @Override
    public Runnable arrived(String accessKeyId, String service, String operation, ObjectNode input) {
        if (isLook(operation)) {
            look(new Look(service, operation, input.deepCopy()));
        } else {
            forget();
        }
        return () -> {};
    }

    /** Returns whether an operation reads resources whose state changes over time. */
    private static boolean isLook(String operation) {
        return LOOKS.matcher(operation).matches();
    }

    private synchronized void forget() {
        answered.clear();
    }

    private synchronized void look(Look look) {
        forgetWhatIsPast();
        int before = answered.getOrDefault(look, 0);
        // A busy emulator makes progress without a time jump, so this poll does not count.
        if (before > 0 && !clock.isStill()) {
            return;
        }
        // A consumer polls a queue all the time and does not wait for a particular change.
        boolean inVain = before >= IN_VAIN && !look.operation().startsWith("Receive");
        boolean passed = before > 0 && (clock.jumpToProgress() || (inVain && clock.jumpToEvent()));
        forgetWhatIsPast();
        answered.put(look, passed ? 1 : before + 1);
        if (answered.size() > REMEMBERED) {
            answered.remove(List.copyOf(answered.keySet()).get(0));
        }
    }

    private void forgetWhatIsPast() {
        Instant now = clock.now();
        if (!now.equals(since)) {
            answered.clear();
            since = now;
        }
    }
}
