package io.github.emrlaunch.core.launch;

import java.util.Map;
import software.amazon.awscdk.services.stepfunctions.CfnStateMachine;

/** The states of a launch function's state machine, with the tags that clusters inherit. */
final class LaunchStates {
    private final LaunchSettings settings;
    private final String functionArn;
    private final InheritedTags tags;
    private Map<String, String> inherited;
    private String json;

    LaunchStates(LaunchSettings settings, String functionArn, InheritedTags tags) {
        this.settings = settings;
        this.functionArn = functionArn;
        this.tags = tags;
        this.inherited = tags.values();
        this.json = json(inherited);
    }

    String toJson() {
        return json;
    }

    /** Adds the tags that the CDK adds during synthesis. A definition that an app has replaced stays. */
    void inheritTags(CfnStateMachine machine) {
        tags.read();
        if (!tags.values().equals(inherited) && json.equals(machine.getDefinitionString())) {
            inherited = tags.values();
            json = json(inherited);
            machine.setDefinitionString(json);
        }
    }

    private String json(Map<String, String> values) {
        return new LaunchStateMachine(settings.withInheritedTags(InheritedTags.allowed(values)), functionArn).toJson();
    }
}
