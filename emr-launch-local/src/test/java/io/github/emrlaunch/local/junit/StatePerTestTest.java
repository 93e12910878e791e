package io.github.emrlaunch.local.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalExecution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests that share a deployment do not affect each other. */
class StatePerTestTest {
    @RegisterExtension
    static final LocalAwsExtension aws = LocalAwsExtension.forApp(app -> new MachineStack(app, "Team"))
            .existing(existing -> existing.bucket("data"));

    @BeforeAll
    static void prepare() throws IOException {
        put("prepared");
    }

    private static void put(String key) throws IOException {
        Files.writeString(aws.local().s3().folder("data").resolve(key), "1");
    }

    private static List<String> keys() {
        return aws.local().s3().keys("data");
    }

    @RepeatedTest(3)
    void restoresStateOfBeforeAllForEachTest() throws IOException {
        assertThat(keys()).containsExactly("prepared");
        assertThat(aws.local().clock().now()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
        String machine = aws.deployment().stateMachine(MachineStack.MACHINE);

        // Otherwise the second one would be rejected, because the name exists.
        String execution = aws.local().startExecution(machine, "same-name", "{\"from\": \"" + Instant.now() + "\"}");
        put("made");
        aws.local().clock().advance(Duration.ofHours(1));

        assertThat(execution).endsWith(":same-name");
        assertThat(keys()).containsExactly("made", "prepared");
    }

    /** Like a test that timed out. */
    @RepeatedTest(2)
    void restoresStateAfterTestThatInterruptsItsThread() throws IOException {
        assertThat(keys()).containsExactly("prepared");
        put("made");
        Thread.currentThread().interrupt();
    }

    @Nested
    class One {
        @BeforeAll
        static void prepareMore() throws IOException {
            put("one");
        }

        @RepeatedTest(2)
        void nestedClassStartsWithStateOfOuterBeforeAll() throws IOException {
            assertThat(keys()).containsExactly("one", "prepared");
            put("made");
        }
    }

    @Nested
    class Other {
        @BeforeAll
        static void prepareMore() throws IOException {
            put("other");
        }

        @Test
        void nestedClassDoesNotSeeStateOfSiblingClass() {
            assertThat(keys()).containsExactly("other", "prepared");
        }
    }

    @Nested
    class AnUpdateByATest {
        @RepeatedTest(2)
        void undoesStackUpdateAfterEachTest() {
            assertThat(greeting()).isEqualTo("null");

            aws.local().deploy(aws.synthesize(app -> new MachineStack(app, "Team", "good evening")));

            assertThat(greeting()).isEqualTo("good evening");
        }

        private static String greeting() {
            return String.valueOf(aws.run(MachineStack.MACHINE, "{}").output())
                    .replaceAll(".*\"Greeting\":\"([^\"]*)\".*", "$1");
        }
    }

    @Nested
    class WithoutAnApp {
        @RegisterExtension
        static final LocalAwsExtension empty = LocalAwsExtension.withoutApp()
                .account("111122223333")
                .region("eu-central-1")
                .context("greeting", "good morning");

        @RepeatedTest(2)
        void extensionWithoutAppDeploysNothingBeforeTheTest() {
            assertThat(empty.deployment().resources()).isEmpty();
            assertThat(empty.assemblies()).isEmpty();
            assertThatThrownBy(() -> empty.run(MachineStack.MACHINE, "{}"))
                    .hasMessageStartingWith("There is no state machine");

            empty.local().deploy(empty.synthesize(app -> new MachineStack(app, "Team")));

            LocalExecution execution = empty.run(MachineStack.MACHINE, "{}");
            assertThat(execution.arn()).startsWith("arn:aws:states:eu-central-1:111122223333:");
            assertThat(execution.output()).contains("good morning");
        }
    }

    @Nested
    class InAFieldOfTheInstance {
        private static final List<LocalAws> SEEN = new ArrayList<>();

        @RegisterExtension
        final LocalAwsExtension own = LocalAwsExtension.forApp(app -> new MachineStack(app, "Own"));

        @RepeatedTest(2)
        void instanceFieldDeploysAppForEachTest() {
            assertThat(SEEN).doesNotContain(own.local());
            SEEN.add(own.local());
            assertThat(own.run(MachineStack.MACHINE, "{}").succeeded()).isTrue();
        }

        @AfterAll
        static void sawBoth() {
            assertThat(SEEN).hasSize(2);
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class InAFieldOfTheOneInstance {
        private final List<LocalAws> seen = new ArrayList<>();

        @RegisterExtension
        final LocalAwsExtension own = LocalAwsExtension.forApp(app -> new MachineStack(app, "Own"));

        @RepeatedTest(2)
        void instanceFieldOfPerClassLifecycleDeploysAppOnce() {
            seen.add(own.local());
            assertThat(seen).containsOnly(own.local());
        }
    }

    @Test
    void unregisteredExtensionThrows() {
        LocalAwsExtension unregistered = LocalAwsExtension.forAssembly(Path.of("cdk.out"));

        assertThatThrownBy(unregistered::local)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("@RegisterExtension");
    }
}
