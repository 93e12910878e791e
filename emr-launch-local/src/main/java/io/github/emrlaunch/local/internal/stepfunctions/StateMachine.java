package io.github.emrlaunch.local.internal.stepfunctions;

import io.github.emrlaunch.local.internal.iam.Role;
import io.github.emrlaunch.states.StateMachineDefinition;
import java.time.Instant;

/**
 * A state machine.
 *
 * @param text the definition as it was given
 * @param definition the definition, checked
 * @param log what it logs of its executions
 */
record StateMachine(
        String name,
        String arn,
        String text,
        StateMachineDefinition definition,
        Role role,
        ExecutionLog log,
        Instant created) {}
