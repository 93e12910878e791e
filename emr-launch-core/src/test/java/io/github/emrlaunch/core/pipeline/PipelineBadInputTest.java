package io.github.emrlaunch.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.emrlaunch.core.TestStack;
import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.notification.Notifications;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.stepfunctions.JsonPath;
import software.amazon.awscdk.services.stepfunctions.Pass;

class PipelineBadInputTest {
    private static final EmrStep STEP = EmrStep.of("Job", "s3://jobs/job.jar");

    private final TestStack test = TestStack.create();

    private EmrLaunchFunction.Builder launch() {
        return EmrLaunchFunction.Builder.create(test.stack(), "Launch")
                .launchFunctionName("nightly")
                .emrProfile(test.profile())
                .clusterConfiguration(test.configuration().build());
    }

    private TransientClusterPipeline.Builder pipeline() {
        return TransientClusterPipeline.Builder.create(test.stack(), "Pipeline").pipelineName("pipeline");
    }

    @Test
    void rejectsMissingOrInvalidSettingsOfTransientPipeline() {
        assertThatThrownBy(() -> pipeline().phases(Phase.of("One", STEP)).build())
                .hasMessage("Stack/Pipeline: 'launchFunction' is required");
        assertThatThrownBy(() -> pipeline().build())
                .hasMessage("Stack/Pipeline: 'phases' must have at least one phase");
        assertThatThrownBy(() -> pipeline().pipelineName("a/b").build())
                .hasMessage(
                        "Stack/Pipeline: 'pipelineName' of a pipeline must be letters, digits, _ and -, got: 'a/b'");
        assertThatThrownBy(() -> pipeline().namespace("a.b").build())
                .hasMessage("Stack/Pipeline: 'namespace' of a pipeline must be letters, digits, _ and -, got: 'a.b'");
        assertThatThrownBy(() -> pipeline()
                        .namespace("n".repeat(30))
                        .pipelineName("p".repeat(41))
                        .build())
                .hasMessageContaining(
                        "pipeline_%s_%s', which has 81 characters; AWS allows 80. Shorten the name or the namespace",
                        "n".repeat(30), "p".repeat(41));
        EmrLaunchFunction hasty = launch().waitForClusterStart(false).build();
        assertThatThrownBy(() -> pipeline()
                        .launchFunction(hasty)
                        .phases(Phase.of("One", STEP))
                        .build())
                .hasMessage("Stack/Pipeline: 'launchFunction' default/nightly doesn't wait for its cluster: "
                        + "build it with waitForClusterStart(true)");
    }

    @Test
    void rejectsStepNameInTwoPhases() {
        EmrLaunchFunction launch = launch().build();

        assertThatThrownBy(() -> pipeline()
                        .launchFunction(launch)
                        .phases(Phase.of("One", STEP), Phase.of("Two", STEP))
                        .build())
                .hasMessage(
                        "Stack/Pipeline: Step 'Job' is in phase 'One' and in phase 'Two': names must be unique in a "
                                + "pipeline, so that an override reaches one step only");
    }

    @Test
    void rejectsTimeoutBelow15Minutes() {
        EmrLaunchFunction launch = launch().build();

        assertThatThrownBy(() -> pipeline()
                        .launchFunction(launch)
                        .phases(Phase.of("One", STEP))
                        .timeout(Duration.minutes(14))
                        .build())
                .hasMessage(
                        "Stack/Pipeline: 'timeout' must be at least 15 minutes and at most 365 days, got: 14 minutes");
    }

    private PersistentClusterPipeline.Builder persistent() {
        return PersistentClusterPipeline.Builder.create(test.stack(), "Pipeline")
                .pipelineName("pipeline")
                .phases(Phase.of("One", STEP));
    }

    @Test
    void requiresExactlyOneWayToFindCluster() {
        EmrLaunchFunction launch = launch().build();

        assertThatThrownBy(() -> persistent().build())
                .hasMessage("Stack/Pipeline: One of 'launchFunction', 'clusterId' and 'anyClusterNamed' is required");
        assertThatThrownBy(() -> persistent()
                        .launchFunction(launch)
                        .clusterId("j-1")
                        .anyClusterNamed("shared")
                        .build())
                .hasMessage(
                        "Stack/Pipeline: Only one of 'launchFunction', 'clusterId' and 'anyClusterNamed' may be given, "
                                + "got: 'launchFunction', 'clusterId', 'anyClusterNamed'");
        assertThatThrownBy(() -> persistent()
                        .launchFunction(launch)
                        .emrProfile(launch.getEmrProfile())
                        .build())
                .hasMessage("Stack/Pipeline: 'emrProfile' is given, but the profile is that of 'launchFunction': leave "
                        + "'emrProfile' out");
    }

    /** A name does not identify a cluster: everybody who may launch can choose it. */
    @Test
    void rejectsClusterNameWithoutLaunchFunction() {
        String message = "'clusterName' 'shared' selects one of the clusters of a launch function, and needs "
                + "'launchFunction': everybody who may launch can choose a name. Set launchFunction(...), or "
                + "anyClusterNamed(\"shared\") for any cluster of the account with that name";

        assertThatThrownBy(() -> persistent().clusterName("shared").build()).hasMessage("Stack/Pipeline: " + message);
        assertThatThrownBy(() -> persistent()
                        .clusterName("shared")
                        .clusterId("j-1")
                        .emrProfile(test.profile())
                        .build())
                .hasMessage("Stack/Pipeline: " + message);
    }

    @Test
    void rejectsInvalidClusterNamesAndIds() {
        assertThatThrownBy(() -> persistent().anyClusterNamed("x".repeat(257)).build())
                .hasMessage("Stack/Pipeline: 'anyClusterNamed' must have 1 to 256 characters, got 257");
        assertThatThrownBy(() -> persistent()
                        .launchFunction(launch().build())
                        .clusterName("")
                        .build())
                .hasMessage("Stack/Pipeline: 'clusterName' must have 1 to 256 characters, got 0");
        assertThatThrownBy(() -> persistent().clusterId("$.ClusterId").build())
                .hasMessageStartingWith("Stack/Pipeline: 'clusterId' must be an id such as j-2AXXXXXXGAPLF");
    }

    /** They would be the text of the reference. */
    @Test
    void rejectsReferencesInNamesAndIds() {
        EmrLaunchFunction launch = launch().build();
        for (String reference : List.of(JsonPath.stringAt("$.name"), "{% 'name' %}")) {
            assertThatThrownBy(() -> persistent()
                            .clusterId("j-1")
                            .pipelineName(reference)
                            .build())
                    .hasMessageContaining("'pipelineName' must be known when the app is deployed");
            assertThatThrownBy(() -> persistent()
                            .launchFunction(launch)
                            .clusterName(reference)
                            .build())
                    .hasMessageContaining("'clusterName' must be known when the app is deployed");
            assertThatThrownBy(() -> persistent().anyClusterNamed(reference).build())
                    .hasMessageContaining("'anyClusterNamed' must be known when the app is deployed");
            assertThatThrownBy(() -> persistent().clusterId(reference).build())
                    .hasMessageContaining("'clusterId' must be an id such as");
            assertThatThrownBy(() -> Phase.of(reference, STEP))
                    .hasMessageContaining("'name' of a phase must be known when the app is deployed");
        }
    }

    @Test
    void rejectsReferencesThatAreNotAvailableInPhase() {
        String item = JsonPath.stringAt("$$.Map.Item.Value");
        EmrStep ofItem = EmrStep.of("Item", "a.jar", item);
        String message = "reads the item of a Map, which only the steps of Phase.forEach have";
        Phase each = Phase.forEach("Each", "{% [1] %}", ofItem);
        for (Phase wrong : List.of(
                Phase.of("Work", ofItem),
                Phase.of("Work", STEP).onlyIf(item),
                Phase.forEach("Work", item, STEP),
                Phase.forEach("Work", "{% [1] %}", STEP).validatedBy(ofItem))) {
            assertThatThrownBy(() -> persistent().clusterId("j-1").phases(wrong).build())
                    .hasMessageContaining(message);
        }
        assertThatCode(() -> persistent().clusterId("j-1").phases(each).build()).doesNotThrowAnyException();
        Phase empty = Phase.of("Work", EmrStep.of("Step", "a.jar", "{% $states.input.day %}"));
        assertThatThrownBy(() -> persistent()
                        .pipelineName("other")
                        .clusterId("j-1")
                        .phases(empty)
                        .build())
                .hasMessageContaining(
                        "An expression of step 'Step' reads $states.input, which is empty within a phase: write"
                                + " $states.context.Execution.Input");
        assertThatThrownBy(() -> Phase.forEach("Each", "$.tables", STEP))
                .hasMessageContaining("'items' of phase 'Each' must be a reference such as JsonPath.stringAt");
    }

    @Test
    void rejectsFifoTopics() {
        Topic fifo = Topic.Builder.create(test.stack(), "Fifo")
                .topicName("ends.fifo")
                .fifo(true)
                .build();

        assertThatThrownBy(() -> pipeline().notifications(Notifications.ofFailure(fifo)))
                .hasMessageContaining("must be a standard topic, got the FIFO topic Stack/Fifo");
    }

    @Test
    void rejectsTwoPhasesWithSameName() {
        assertThatThrownBy(() -> pipeline()
                        .phases(
                                Phase.parallel("Both", STEP),
                                Phase.parallel("Both", EmrStep.of("Other", "s3://jobs/job.jar")))
                        .build())
                .hasMessage("Stack/Pipeline: There are two phases with the name 'Both': rename one, so that an "
                        + "execution can start from either");
    }

    @Test
    void rejectsInvalidPhases() {
        for (String name : new String[] {"", "a\u0000b", "x".repeat(257)}) {
            assertThatThrownBy(() -> Phase.of(name, STEP))
                    .hasMessage(
                            "'name' of a phase must be 1 to 256 characters without control characters, got: '%s'",
                            name);
            assertThatThrownBy(() -> EmrStep.of(name, "job.jar"))
                    .hasMessage(
                            "'name' of a step must be 1 to 256 characters without control characters, got: '%s'", name);
        }
        EmrStep[] many = IntStream.range(0, 257)
                .mapToObj(i -> EmrStep.of("Step " + i, "s3://jobs/job.jar"))
                .toArray(EmrStep[]::new);
        assertThatThrownBy(() -> Phase.parallel("Many", many))
                .hasMessage("Phase 'Many' adds 257 steps at once, EMR accepts 256. Split it into several phases");
        assertThatThrownBy(() -> Phase.of("Empty")).hasMessage("Phase 'Empty' must have at least one step");
        assertThatThrownBy(() -> Phase.parallel("Both", STEP.withActionOnFailure(ActionOnFailure.TERMINATE_CLUSTER)))
                .hasMessage("Step 'Job' of phase 'Both': 'actionOnFailure' of steps that run at once must be CONTINUE, "
                        + "got: TERMINATE_CLUSTER");
    }

    /** EMR refuses them: https://docs.aws.amazon.com/emr/latest/APIReference/API_StepConfig.html, ActionOnFailure. */
    @Test
    void rejectsActionOnFailureOnClusterWithConcurrentSteps() {
        EmrLaunchFunction launch = EmrLaunchFunction.Builder.create(test.stack(), "Launch")
                .launchFunctionName("nightly")
                .emrProfile(test.profile())
                .clusterConfiguration(
                        test.configuration().stepConcurrencyLevel(5).build())
                .build();
        for (ActionOnFailure action : ActionOnFailure.values()) {
            EmrStep step = STEP.withActionOnFailure(action);
            List<ThrowingCallable> ways = List.of(
                    () -> TransientClusterPipeline.Builder.create(test.stack(), "Transient" + action)
                            .pipelineName("transient" + action)
                            .launchFunction(launch)
                            .phases(Phase.of("One", step))
                            .build(),
                    () -> PersistentClusterPipeline.Builder.create(test.stack(), "Persistent" + action)
                            .pipelineName("persistent" + action)
                            .launchFunction(launch)
                            .phases(Phase.of("One", step))
                            .build(),
                    () -> EmrChains.phases(
                            test.stack(),
                            "Phases" + action,
                            EmrCluster.launchedBy(launch),
                            List.of(Phase.of("One", step))),
                    () -> EmrTasks.addStep(test.stack(), "Task" + action, EmrCluster.launchedBy(launch), step));
            for (ThrowingCallable way : ways) {
                if (action == ActionOnFailure.CONTINUE) {
                    assertThatCode(way).doesNotThrowAnyException();
                } else {
                    assertThatThrownBy(way)
                            .hasMessageContaining(
                                    "Step 'Job': 'actionOnFailure' must be CONTINUE on clusters that run 5 steps at"
                                            + " once, as the configuration of launch function nightly sets by"
                                            + " 'stepConcurrencyLevel', got: "
                                            + action);
                }
            }
        }
    }

    @Test
    void rejectsInvalidOutputsItemsConditionsAndOrderOfPhases() {
        Phase decide = Phase.ofChain(
                "Decide", Pass.Builder.create(test.stack(), "Pass").build());
        Phase steps = Phase.of("Work", STEP);

        assertThatThrownBy(() -> steps.output("$.x"))
                .hasMessage("Phase 'Work' has no output: only a phase of Phase.ofChain has an output");
        assertThatThrownBy(() -> decide.output("x")).hasMessageContaining("'path' must be a path in the state such as");
        assertThatThrownBy(() -> steps.atOnce(2))
                .hasMessage("Phase 'Work' has no items: only a phase of Phase.forEach has items");
        Phase each = Phase.forEach("Each", decide.output("$.items"), STEP);
        for (int wrong : new int[] {0, 41}) {
            assertThatThrownBy(() -> each.atOnce(wrong))
                    .hasMessage("'atOnce' of phase 'Each' must be 1 to 40, got: %d", wrong);
        }
        assertThatThrownBy(() -> Phase.forEach(
                                "Each", "{% [1] %}", STEP.withActionOnFailure(ActionOnFailure.CANCEL_AND_WAIT))
                        .atOnce(2))
                .hasMessageContaining("must be CONTINUE, got: CANCEL_AND_WAIT");
        assertThatThrownBy(() -> Phase.forEach("Each", "{% [1] %}", EmrStep.of("x".repeat(201), "a.jar")))
                .hasMessageContaining("'name' must have at most 200 characters");
        Phase named = Phase.of("Each", STEP.withProperties(java.util.Map.of("day", decide.output("$.day"))));
        for (List<Phase> order : List.of(List.of(each, decide), List.of(each), List.of(named, decide))) {
            assertThatThrownBy(() -> persistent().clusterId("j-1").phases(order).build())
                    .hasMessage("Stack/Pipeline: Phase 'Each' reads the output of phase 'Decide', which does not run"
                            + " before it. Phases before it: none");
        }
        assertThatThrownBy(() -> EmrChains.phases(test.stack(), "Phases", EmrCluster.ofId("j-1"), List.of(decide)))
                .hasMessageContaining("Phase 'Decide' is a chain: in your own state machine, put the chain before or"
                        + " after the phases");
        for (String notACondition : new String[] {"yes", "$.full"}) {
            assertThatThrownBy(() -> persistent()
                            .clusterId("j-1")
                            .phases(steps.onlyIf(notACondition))
                            .build())
                    .hasMessageContaining(
                            "'condition' of phase 'Work' must be a reference such as JsonPath.stringAt(\"$.full\"), or"
                                    + " an expression");
        }
    }

    @Test
    void createsPhaseFromFolderOfScripts(@TempDir Path folder) throws IOException {
        for (String file : new String[] {"2-report.hql", "1-ingest.py", "3-tidy.sh", "notes.txt"}) {
            Files.writeString(folder.resolve(file), "");
        }
        EmrCode code =
                EmrCode.fromPath(folder.toString(), Bucket.fromBucketName(test.stack(), "Bucket", "jobs"), "code");

        assertThat(Phase.ofScripts("Nightly", code, "?-*").steps())
                .extracting(EmrStep::name)
                .containsExactly("1-ingest.py", "2-report.hql", "3-tidy.sh");
        assertThatThrownBy(() -> Phase.ofScripts("Nightly", code, "*"))
                .hasMessage("'notes.txt' is not a script that a phase can run: .py, .hql or .sh. Narrow the pattern");
    }
}
