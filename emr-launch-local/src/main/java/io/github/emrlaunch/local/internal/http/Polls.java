package io.github.emrlaunch.local.internal.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.states.time.VirtualClock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Lets time pass for clients that poll. A client polls when it asks again what was answered since time last passed or anything
 * else was asked for, so that the first look at what somebody did shows it as it is. If nothing runs then, the clock jumps to the next
 * change of what is under way, such as a cluster that starts. If nothing is under way, the {@value #IN_VAIN}th answer in vain lets it
 * jump to the next event of any kind, such as the end of an idle cluster.
 */
public final class Polls implements RequestListener {
    private static final int IN_VAIN = 10;
    private static final int REMEMBERED = 1000;
    /** What tells of things that change by themselves. */
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

    /** Whether an operation tells of things that change by themselves. */
    private static boolean isLook(String operation) {
        return LOOKS.matcher(operation).matches();
    }

    private synchronized void forget() {
        answered.clear();
    }

    private synchronized void look(Look look) {
        forgetWhatIsPast();
        int before = answered.getOrDefault(look, 0);
        // What is busy goes on by itself, and is no reason to count.
        if (before > 0 && !clock.isStill()) {
            return;
        }
        // A consumer asks a queue for ever, and waits for nothing in particular.
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
