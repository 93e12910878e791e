package io.github.emrlaunch.local.internal.events;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.Checkpoints;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Events that never reach the bus, on request of a test. Plans for one event are used up in their order. */
final class LostEvents {
    private static final class Plan {
        private final EventPattern pattern;
        private int left;

        Plan(EventPattern pattern, int times) {
            this.pattern = pattern;
            this.left = times;
        }

        Checkpoint checkpoint() {
            int then = left;
            return () -> left = then;
        }
    }

    private final List<Plan> plans = new ArrayList<>();
    private final List<JsonNode> events = new ArrayList<>();

    synchronized void plan(EventPattern pattern, int times) {
        plans.add(new Plan(pattern, times));
    }

    synchronized void clearPlans() {
        plans.clear();
    }

    synchronized Checkpoint checkpoint() {
        Checkpoint all = Checkpoints.all(Checkpoints.of(plans, Plan::checkpoint), Checkpoints.of(events));
        return () -> {
            synchronized (this) {
                all.restore();
            }
        };
    }

    synchronized List<JsonNode> all() {
        return List.copyOf(events);
    }

    /** Whether this event is lost; it counts. */
    synchronized boolean take(JsonNode event) {
        for (Iterator<Plan> remaining = plans.iterator(); remaining.hasNext(); ) {
            Plan plan = remaining.next();
            if (plan.pattern.matches(event)) {
                plan.left--;
                if (plan.left == 0) {
                    remaining.remove();
                }
                events.add(event);
                return true;
            }
        }
        return false;
    }
}
