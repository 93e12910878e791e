package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A task of an execution that is under way, as Step Functions recorded it.
 *
 * @param payload what the state machine sent
 * @param mayHaveStarted whether this execution has come to START before: it was redriven
 */
record RecordedTask(ObjectNode payload, boolean mayHaveStarted) {}
