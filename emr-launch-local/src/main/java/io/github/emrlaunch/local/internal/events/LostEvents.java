package io.github.emrlaunch.local.internal.events;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.Checkpoints;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The events that a test drops before they reach the bus. The plans for one event are used in order. */
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

    /** Returns whether this event is dropped, and counts it. */
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
