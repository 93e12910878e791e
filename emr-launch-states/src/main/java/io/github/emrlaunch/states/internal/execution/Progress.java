package io.github.emrlaunch.states.internal.execution;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** How far a branch has come, from which a redrive goes on. Written by the branch's own thread, read after its end. */
final class Progress {
    /** A visit of a state that has not been left. */
    record Visited(String state, JsonNode input, Map<String, JsonNode> variables) {}

    private volatile @Nullable Visited visited;
    private volatile @Nullable JsonNode output;
    private volatile Map<Integer, Progress> branches = new ConcurrentHashMap<>();
    private volatile @Nullable MapRunMark mapRun;

    /** The Map Run that the state has started, and how often it was redriven. */
    record MapRunMark(String arn, int redriveCount) {}

    void enter(String state, JsonNode input, Map<String, JsonNode> variables) {
        visited = new Visited(state, input, variables);
        forgetBranches();
    }

    void end(JsonNode result) {
        output = result;
    }

    /** The state that was entered last; null when the branch was not started. */
    @Nullable Visited visited() {
        return visited;
    }

    /** The output of a branch that has succeeded. */
    @Nullable JsonNode output() {
        return output;
    }

    /** The progress of a branch or an iteration of the state that was entered last. */
    Progress branch(int index) {
        return branches.computeIfAbsent(index, i -> new Progress());
    }

    /** The Map Run that goes on with a redrive; null when a new one is to be started. */
    @Nullable MapRunMark mapRun() {
        return mapRun;
    }

    void mark(MapRunMark begun) {
        mapRun = begun;
    }

    /** Has the branch itself start anew. */
    void restart() {
        visited = null;
        forgetBranches();
    }

    /** Has all branches of the state start anew, as an attempt does. */
    void forgetBranches() {
        branches = new ConcurrentHashMap<>();
        mapRun = null;
    }
}
