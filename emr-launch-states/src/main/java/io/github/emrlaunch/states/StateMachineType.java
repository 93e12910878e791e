package io.github.emrlaunch.states;

/**
 * The type of a state machine, see <a
 * href="https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html">Choosing workflow type</a>.
 */
public enum StateMachineType {
    /** Runs for up to one year, can wait for jobs and callbacks, and can be redriven. */
    STANDARD,
    /** Runs for up to five minutes, without {@code .sync}, callbacks and Map states in DISTRIBUTED mode. */
    EXPRESS
}
