package io.github.emrlaunch.definitions;

/** What a launch function's Lambda function does in one state of the launch: the member {@link LaunchRequest#STAGE} of a payload. */
public enum LaunchStage {
    /** Loads the two definitions and combines them; without an override function, applies overrides and tags too. */
    LOAD,
    /** Checks what the user's override function returned, and adds the tags. */
    CHECK,
    /** Calls RunJobFlow. */
    START,
    /** Describes the cluster. */
    DESCRIBE,
    /** Terminates the cluster. */
    TERMINATE
}
