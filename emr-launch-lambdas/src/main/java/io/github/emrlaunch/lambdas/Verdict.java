package io.github.emrlaunch.lambdas;

/**
 * What a sweep makes of a cluster.
 *
 * @param kind what is to be done
 * @param execution the execution that decided
 * @param why for people
 */
record Verdict(Kind kind, String execution, String why) {
    enum Kind {
        /** It is left over. */
        END,
        /** Its execution goes on, has succeeded, or ended a moment ago; or it is another stack's. */
        KEEP,
        /** Nobody knows what became of its execution: people have to decide. */
        UNDECIDED
    }
}
