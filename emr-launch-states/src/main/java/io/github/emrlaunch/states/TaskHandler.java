package io.github.emrlaunch.states;

import com.fasterxml.jackson.databind.JsonNode;

/** Performs the work of Task states. It is the boundary between the interpreter and the services. */
@FunctionalInterface
public interface TaskHandler {
    /**
     * Runs one attempt of a task. Called in a thread of the execution; parallel branches call it concurrently.
     *
     * @return the raw result of the task, before ResultSelector and ResultPath
     * @throws StatesError when the task fails; its name is what Retry and Catch match
     * @throws InterruptedException when the execution, or its branch, was stopped
     */
    JsonNode run(TaskRequest request) throws StatesError, InterruptedException;
}
