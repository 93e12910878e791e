package io.github.emrlaunch.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.definitions.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.assertions.Template;

/** Checks the pictures of the pipelines' state machines. To update them: {@code mvn verify -Dgolden=write}. */
class PicturesTest {
    private static final Pattern PICTURE = Pattern.compile("```mermaid\n.*?```", Pattern.DOTALL);

    @ParameterizedTest
    @CsvSource({
        "transient-pipeline, TransientPipeline, pipeline_default_transient-pipeline",
        "dynamic-pipeline, DynamicPipeline, pipeline_default_dynamic-pipeline",
        "persistent-pipeline, PersistentPipeline, pipeline_default_daily-summary",
        "spark-steps, SparkSteps, pipeline_default_spark-steps",
        "sns-triggered-pipeline, SnsTriggeredPipeline, pipeline_default_sns-triggered-pipeline",
        "spark-batch, SparkBatch, pipeline_default_spark-batch",
        "jupyterhub, JupyterHub, pipeline_default_SparkifyCluster-notebooks"
    })
    void showTheStateMachine(String example, String stack, String machine) throws IOException {
        App app = new App();
        Example.named(example).apps().get(0).stacks().accept(app);
        JsonNode resources = Json.of(Template.fromStack((Stack) app.getNode().findChild(stack))
                        .toJSON())
                .path("Resources");
        JsonNode definition = StreamSupport.stream(resources.spliterator(), false)
                .map(resource -> resource.path("Properties"))
                .filter(properties ->
                        properties.path("StateMachineName").asText().equals(machine))
                .map(properties -> Json.parse(text(properties.path("DefinitionString"))))
                .findFirst()
                .orElseThrow();
        String picture = "```mermaid\n%s\n```".formatted(StateMachinePicture.of(definition));

        Path golden = Path.of("src/main/java/io/github/emrlaunch/examples", example.replace("-", ""), "README.md");
        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(
                    golden, PICTURE.matcher(Files.readString(golden)).replaceFirst(Matcher.quoteReplacement(picture)));
        }
        assertThat(PICTURE.matcher(Files.readString(golden)).results())
                .extracting(MatchResult::group)
                .containsExactly(picture);
    }

    private static String text(JsonNode value) {
        return value.isTextual()
                ? value.textValue()
                : StreamSupport.stream(value.path("Fn::Join").path(1).spliterator(), false)
                        .map(part -> part.isTextual() ? part.textValue() : "x")
                        .collect(Collectors.joining());
    }
}
