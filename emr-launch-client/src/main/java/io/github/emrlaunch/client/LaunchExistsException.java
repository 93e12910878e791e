package io.github.emrlaunch.client;

import io.github.emrlaunch.definitions.EmrLaunchException;

/** A launch with the requested name exists and has another input. */
public final class LaunchExistsException extends EmrLaunchException {
    private final transient Launch launch;

    LaunchExistsException(Launch launch) {
        super(
                ("The name '%s' was used by another launch of the same launch function, with another input. Use another name:"
                                + " Step Functions keeps one for 90 days")
                        .formatted(launch.executionName()));
        this.launch = launch;
    }

    /** Returns the launch that has the name. */
    public Launch launch() {
        return launch;
    }
}
