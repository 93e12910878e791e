package io.github.emrlaunch.local.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalExecution;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A CDK app in a field of a test. */
class AppExtensionTest {
    private static final List<LocalAws> SEEN = new ArrayList<>();

    @RegisterExtension
    static final LocalAwsExtension aws = LocalAwsExtension.forApp(
                    app -> new MachineStack(app, "Team", "111122223333", "eu-central-1"))
            .context("greeting", "good morning");

    @BeforeAll
    static void isAvailableInBeforeAll() {
        SEEN.add(aws.local());
    }

    @BeforeEach
    void isAvailableInBeforeEach() {
        assertThat(aws.local()).isSameAs(SEEN.get(0));
    }

    @RepeatedTest(2)
    void deploysAppOnceForAllTests(LocalAws local, Deployment deployment) {
        assertThat(local).isSameAs(SEEN.get(0)).isSameAs(aws.local());
        assertThat(deployment).isSameAs(aws.deployment());
        assertThat(deployment.stateMachine(MachineStack.MACHINE)).isEqualTo(deployment.output("Team", "MachineArn"));
    }

    @Test
    void returnsDeployedCloudAssembly() {
        assertThat(aws.assemblies()).singleElement().satisfies(assembly -> assertThat(
                        assembly.resolve("Team.template.json"))
                .content()
                .contains("good morning"));
    }

    @Test
    void usesAccountAndRegionOfStacks() {
        assertThat(aws.local().accountId()).isEqualTo("111122223333");
        assertThat(aws.local().region()).isEqualTo("eu-central-1");
    }

    @Test
    void runsStateMachineByNameOrArn() {
        LocalExecution execution = aws.run(MachineStack.MACHINE, "{\"a\": 1}");

        assertThat(execution.succeeded()).isTrue();
        assertThat(execution.output()).contains("\"Input\":{\"a\":1}", "\"Greeting\":\"good morning\"");
        assertThat(aws.run(aws.deployment().stateMachine(MachineStack.MACHINE), "{}")
                        .status())
                .isEqualTo("SUCCEEDED");
    }

    @Test
    void listsExecutionsByStateMachineNameOrArn() throws InterruptedException {
        LocalExecution first = aws.run(MachineStack.MACHINE, "{\"a\": 1}");
        String second = aws.local().startExecution(MachineStack.MACHINE, "second", "{}");
        aws.local().awaitExecution(second);

        assertThat(aws.executions(MachineStack.MACHINE))
                .extracting(LocalExecution::arn)
                .containsExactly(first.arn(), second);
        assertThat(aws.local().executions(aws.deployment().stateMachine(MachineStack.MACHINE)))
                .extracting(LocalExecution::input)
                .containsExactly("{\"a\": 1}", "{}");
    }

    @Test
    void rejectsInvalidExecutionInputAndName() {
        assertThatThrownBy(() -> aws.run(MachineStack.MACHINE, "{"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "The execution of analytics_nightly can't start: Invalid State Machine Execution Input");
        assertThatThrownBy(() -> aws.local().startExecution(MachineStack.MACHINE, "a b", "{}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a b");
    }

    @Test
    void missingStateMachineErrorListsExistingStateMachines() {
        List<ThrowableAssert.ThrowingCallable> calls = List.of(
                () -> aws.run("nightly", "{}"),
                () -> aws.executions("nightly"),
                () -> aws.local().startExecution("nightly", "{}"),
                () -> aws.local().startExecution("nightly", "first", "{}"));
        assertThat(calls).allSatisfy(call -> assertThatThrownBy(call)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "There is no state machine 'nightly'; there are [analytics_nightly]. A state machine that an app"
                                + " only loads belongs to another app, which must also be deployed"));
    }

    @Nested
    class InANestedClass {
        @Test
        void nestedClassUsesEmulatorOfOuterClass() {
            assertThat(aws.local()).isSameAs(SEEN.get(0));
        }
    }
}
