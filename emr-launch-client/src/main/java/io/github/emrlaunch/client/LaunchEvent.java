package io.github.emrlaunch.client;

import java.time.Instant;

/**
 * Something that happened in a launch.
 *
 * @param time when
 * @param type the kind of event, in Step Functions' words, such as {@code TaskStateEntered}
 * @param state the state that was entered or left; empty for other events
 * @param details what went wrong; empty when nothing did
 */
public record LaunchEvent(Instant time, String type, String state, String details) {}
