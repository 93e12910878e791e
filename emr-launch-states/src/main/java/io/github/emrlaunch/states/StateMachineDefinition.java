package io.github.emrlaunch.states;

import io.github.emrlaunch.states.internal.definition.Machine;
import io.github.emrlaunch.states.internal.definition.MachineParser;

/** A state machine with a valid definition that can be run. */
public final class StateMachineDefinition {
    private final Machine machine;

    private StateMachineDefinition(Machine machine) {
        this.machine = machine;
    }

    /**
     * Parses and checks the definition of a STANDARD state machine.
     *
     * @throws InvalidStateMachineException when Step Functions would reject the definition, or this interpreter does not support it
     */
    public static StateMachineDefinition parse(String json) {
        return parse(json, StateMachineType.STANDARD);
    }

    /**
     * Parses and checks a definition in the <a href="https://states-language.net/spec.html">Amazon States Language</a>.
     *
     * @throws InvalidStateMachineException when Step Functions would reject the definition, or this interpreter does not support it
     */
    public static StateMachineDefinition parse(String json, StateMachineType type) {
        return new StateMachineDefinition(MachineParser.parse(json, type));
    }

    Machine machine() {
        return machine;
    }
}
