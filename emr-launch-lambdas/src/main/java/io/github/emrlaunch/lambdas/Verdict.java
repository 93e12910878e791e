package io.github.emrlaunch.lambdas;

/**
 * The result of the sweep for a cluster.
 *
 * @param kind the action
 * @param execution the execution that determines it
 * @param why the reason, as text
 */
record Verdict(Kind kind, String execution, String why) {
    enum Kind {
        /** The cluster is left and must be terminated. */
        END,
        /** The execution is running, has succeeded, or ended recently, or the cluster belongs to another stack. */
        KEEP,
        /** The outcome of the execution is unknown: an operator has to decide. */
        UNDECIDED
    }
}
