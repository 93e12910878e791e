package io.github.emrlaunch.definitions;

/** The action of a launch function's Lambda function in one state of the launch: the member {@link LaunchRequest#STAGE} of a payload. */
public enum LaunchStage {
    /** Loads the two definitions and combines them; without an override function, also applies overrides and tags. */
    LOAD,
    /** Checks the result of the user's override function, and adds the tags. */
    CHECK,
    /** Calls RunJobFlow. */
    START,
    /** Describes the cluster. */
    DESCRIBE,
    /** Terminates the cluster. */
    TERMINATE
}
