package io.github.emrlaunch.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.definitions.Json;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.assertions.Template;

/**
 * Checks the inputs of rules and pipes in the examples: the event or a part of it unchanged, or a constant. User-provided values, such
 * as an object's key, are never inserted into a text. Source: "Amazon EventBridge input transformation", which escapes nothing.
 */
class RuleInputsTest {
    static List<ExampleApp> apps() {
        return Example.allApps();
    }

    @ParameterizedTest
    @MethodSource("apps")
    void rulesAndPipesDoNotTransformEvents(ExampleApp example) {
        App app = example.create();

        List<JsonNode> targets = new ArrayList<>();
        app.getNode().getChildren().stream()
                .filter(Stack.class::isInstance)
                .map(stack -> Template.fromStack((Stack) stack))
                .forEach(template -> {
                    template.findResources("AWS::Events::Rule").values().forEach(rule -> Json.of(rule)
                            .at("/Properties/Targets")
                            .forEach(targets::add));
                    template.findResources("AWS::Pipes::Pipe")
                            .values()
                            .forEach(pipe -> targets.add(Json.of(pipe).at("/Properties/TargetParameters")));
                });

        assertThat(targets).allSatisfy(target -> {
            assertThat(target.findValues("InputTransformer")).isEmpty();
            assertThat(target.findValues("InputTemplate")).isEmpty();
        });
    }
}
