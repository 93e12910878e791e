package io.github.emrlaunch.core.stacks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.DeployedResource;
import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalExecution;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.CliCredentialsStackSynthesizer;
import software.amazon.awscdk.DefaultStackSynthesizer;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.IStackSynthesizer;
import software.amazon.awscdk.LegacyStackSynthesizer;
import software.amazon.awscdk.NestedStack;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.Stage;
import software.constructs.Construct;

/** The same five constructs in stacks of all shapes, environments, settings and synthesizers. */
class StackMatrixIT {
    private static final String ACCOUNT = "123456789012";

    /** Resource types that the CDK creates for a VPC and for files in a bucket. No launch needs them. */
    private static final Set<String> OF_THE_CDK = Set.of("Custom::VpcRestrictDefaultSG");

    @TempDir
    Path assembly;

    private enum Layout {
        ONE_STACK,
        FIVE_STACKS,
        TWO_STAGES,
        NESTED_STACKS;

        void add(App app, StackFactory stacks) {
            switch (this) {
                case ONE_STACK -> {
                    Stack stack = stacks.create(app, "Stack");
                    FiveStacks.add("default", id -> new Construct(stack, id));
                }
                case FIVE_STACKS -> FiveStacks.add("default", id -> stacks.create(app, id));
                case TWO_STAGES ->
                    Stream.of("dev", "prod").forEach(name -> {
                        Stage stage = new Stage(app, name);
                        FiveStacks.add(name, id -> stacks.create(stage, id));
                    });
                case NESTED_STACKS -> {
                    Stack stack = stacks.create(app, "Stack");
                    FiveStacks.add("default", id -> new NestedStack(stack, id));
                }
                default -> throw new IllegalStateException(name());
            }
        }
    }

    @FunctionalInterface
    private interface StackFactory {
        Stack create(Construct scope, String id);
    }

    private static IStackSynthesizer synthesizer(String name) {
        return switch (name) {
            case "cli" -> CliCredentialsStackSynthesizer.Builder.create().build();
            case "legacy" -> new LegacyStackSynthesizer();
            default -> DefaultStackSynthesizer.Builder.create().build();
        };
    }

    private static Stack stack(Construct scope, String id, @Nullable String region, String synthesizer) {
        StackProps.Builder props = StackProps.builder().synthesizer(synthesizer(synthesizer));
        if (region != null) {
            props.env(Environment.builder().account(ACCOUNT).region(region).build());
        }
        return new Stack(scope, id, props.build());
    }

    @ParameterizedTest
    @CsvSource({
        // layout, region, recommended flags, synthesizer, state machines to run
        "ONE_STACK, , false, default, default_nightly",
        "ONE_STACK, , true, default, ",
        "FIVE_STACKS, , false, default, ",
        "FIVE_STACKS, , true, default, pipeline_default_pipeline",
        "FIVE_STACKS, eu-west-1, true, default, ",
        "FIVE_STACKS, cn-north-1, true, default, default_nightly",
        "FIVE_STACKS, us-gov-west-1, true, default, ",
        "FIVE_STACKS, , false, cli, ",
        "FIVE_STACKS, , false, legacy, ",
        "TWO_STAGES, , false, default, dev_nightly prod_nightly",
        "TWO_STAGES, eu-west-1, true, cli, ",
        "NESTED_STACKS, , false, default, pipeline_default_pipeline",
        "NESTED_STACKS, , true, default, ",
        "NESTED_STACKS, cn-north-1, true, legacy, ",
    })
    void constructsSynthesizeAndLaunchInEveryLayout(
            Layout layout,
            @Nullable String region,
            boolean recommendedFlags,
            String synthesizer,
            @Nullable String stateMachines)
            throws IOException, InterruptedException {
        Map<String, Object> context = new HashMap<>(recommendedFlags ? RecommendedFlags.read() : Map.of());
        context.put("availability-zones:account=%s:region=%s".formatted(ACCOUNT, region), List.of(region + "a"));
        App app = new App(
                AppProps.builder().outdir(assembly.toString()).context(context).build());
        layout.add(app, (scope, id) -> stack(scope, id, region, synthesizer));

        app.synth();

        // The CDK writes the partition as text if it knows the region.
        if (region == null || !region.startsWith("eu")) {
            assertThat(literalArns("arn:aws:")).isEmpty();
        }
        if (layout == Layout.FIVE_STACKS) {
            assertThat(dependencies("Security")).containsExactly("Network");
            assertThat(dependencies("Clusters")).containsExactly("Network");
            assertThat(dependencies("Launches")).containsExactly("Clusters", "Network", "Security");
            assertThat(dependencies("Pipelines")).containsExactly("Clusters", "Launches", "Network", "Security");
        }
        if (stateMachines != null) {
            launch(region == null ? "eu-west-1" : region, stateMachines.split(" "));
        }
    }

    private void launch(String region, String... stateMachines) throws InterruptedException {
        try (LocalAws aws = LocalAws.builder().accountId(ACCOUNT).region(region).start()) {
            Deployment deployment = aws.deploy(assembly);
            assertThat(deployment.skippedResources())
                    .extracting(DeployedResource::type)
                    .allMatch(OF_THE_CDK::contains);
            for (String stateMachine : stateMachines) {
                LocalExecution execution =
                        aws.awaitExecution(aws.startExecution(deployment.stateMachine(stateMachine), "{}"));
                assertThat(execution.status())
                        .as("%s %s", execution.error(), execution.cause())
                        .isEqualTo("SUCCEEDED");
            }
        }
    }

    private List<String> literalArns(String start) throws IOException {
        try (Stream<Path> files = Files.walk(assembly)) {
            return files.filter(file -> file.toString().endsWith("template.json"))
                    .flatMap(file -> read(file).lines().filter(line -> line.contains("\"" + start)))
                    .toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the stacks on which a stack depends. */
    private Set<String> dependencies(String stack) {
        JsonNode manifest = Json.parse(read(assembly.resolve("manifest.json")));
        Set<String> dependencies = new TreeSet<>();
        manifest.path("artifacts")
                .path(stack)
                .path("dependencies")
                .forEach(dependency -> dependencies.add(dependency.asText()));
        dependencies.removeIf(name -> name.endsWith(".assets"));
        return dependencies;
    }
}
