package io.github.emrlaunch.states.internal.execution;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The progress of a branch, from which a redrive continues. The thread of the branch writes it; it is read after the end of the
 * branch.
 */
final class Progress {
    /** A visit of a state that has not been left. */
    record Visited(String state, JsonNode input, Map<String, JsonNode> variables) {}

    private volatile @Nullable Visited visited;
    private volatile @Nullable JsonNode output;
    private volatile Map<Integer, Progress> branches = new ConcurrentHashMap<>();
    private volatile @Nullable MapRunMark mapRun;

    /** The Map Run that the state started, and the number of its redrives. */
    record MapRunMark(String arn, int redriveCount) {}

    void enter(String state, JsonNode input, Map<String, JsonNode> variables) {
        visited = new Visited(state, input, variables);
        forgetBranches();
    }

    void end(JsonNode result) {
        output = result;
    }

    /** Returns the last entered state; null when the branch was not started. */
    @Nullable Visited visited() {
        return visited;
    }

    /** Returns the output of a branch that has succeeded. */
    @Nullable JsonNode output() {
        return output;
    }

    /** Returns the progress of a branch or an iteration of the last entered state. */
    Progress branch(int index) {
        return branches.computeIfAbsent(index, i -> new Progress());
    }

    /** Returns the Map Run that continues with a redrive; null when a new one must be started. */
    @Nullable MapRunMark mapRun() {
        return mapRun;
    }

    void mark(MapRunMark begun) {
        mapRun = begun;
    }

    /** Resets the branch, so that it starts again. */
    void restart() {
        visited = null;
        forgetBranches();
    }

    /** Resets all branches of the state, so that they start again, as in a new attempt. */
    void forgetBranches() {
        branches = new ConcurrentHashMap<>();
        mapRun = null;
    }
}
