package io.github.emrlaunch.states;

import com.fasterxml.jackson.databind.JsonNode;

/** Does the work of a Task state: the boundary between the interpreter and the services. */
@FunctionalInterface
public interface TaskHandler {
    /**
     * Runs one attempt of a task. Called in a thread of the execution; parallel branches call it concurrently.
     *
     * @return the task's raw result, before ResultSelector and ResultPath
     * @throws StatesError when the task fails; its name is what Retry and Catch match
     * @throws InterruptedException when the execution, or its branch, was stopped meanwhile
     */
    JsonNode run(TaskRequest request) throws StatesError, InterruptedException;
}
