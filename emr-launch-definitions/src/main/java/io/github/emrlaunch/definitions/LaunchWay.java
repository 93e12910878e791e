package io.github.emrlaunch.definitions;

/** Who calls RunJobFlow in a launch, decided when the launch function is synthesized. */
public enum LaunchWay {
    /** Step Functions' createCluster task: the request stands in the execution's history. */
    CREATE_CLUSTER,

    /** A Lambda function, the launcher: the request has secrets, or members that the task is not known to accept. */
    LAUNCHER
}
