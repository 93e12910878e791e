package io.github.emrlaunch.local;

import org.jspecify.annotations.Nullable;

/**
 * An event, or a due schedule, that was brought to a target of a rule.
 *
 * @param rule the rule's or the schedule's name
 * @param targetArn such as a function's or a state machine's
 * @param input what the target got, as JSON text: a text that an input transformer made is in quotes; empty where a transformer
 *     made no JSON
 * @param failure why the target didn't take it; null when it did
 */
public record EventDelivery(
        String rule,
        String targetArn,
        String input,
        @Nullable String failure) {}
