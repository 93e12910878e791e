package io.github.emrlaunch.local;

import org.jspecify.annotations.Nullable;

/**
 * A delivery of an event or a due schedule to a target of a rule.
 *
 * @param rule the name of the rule or the schedule
 * @param targetArn the ARN of the target, such as a function or a state machine
 * @param input the JSON text that the target received. Text that an input transformer created is quoted. Empty when a
 *     transformer did not create JSON
 * @param failure the reason why the target rejected the delivery; null when it accepted it
 */
public record EventDelivery(
        String rule,
        String targetArn,
        String input,
        @Nullable String failure) {}
