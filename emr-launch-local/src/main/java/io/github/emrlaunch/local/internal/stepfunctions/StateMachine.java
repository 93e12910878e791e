package io.github.emrlaunch.local.internal.stepfunctions;

import io.github.emrlaunch.local.internal.iam.Role;
import io.github.emrlaunch.local.states.StateMachineDefinition;
import java.time.Instant;

/**
 * A state machine.
 *
 * @param text the definition as it was given
 * @param definition the definition, checked
 */
record StateMachine(
        String name, String arn, String text, StateMachineDefinition definition, Role role, Instant created) {}
