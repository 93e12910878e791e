package io.github.emrlaunch.examples.pages;

import static io.github.emrlaunch.local.assertions.EmrLaunchAssertions.assertThat;
import static io.github.emrlaunch.local.assertions.EmrLaunchAssertions.catchThrowable;

import io.github.emrlaunch.examples.plaincluster.PlainClusterStack;
import io.github.emrlaunch.local.ClusterFault;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.assertions.ClusterAssert;
import io.github.emrlaunch.local.assertions.ExecutionAssert;
import io.github.emrlaunch.local.assertions.JobRunAssert;
import io.github.emrlaunch.local.assertions.StepAssert;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Checks {@code docs/assertions.md}: the message of a failure, and the list of all assertions. To update the message: {@code
 * -Dgolden=write}.
 */
class AssertionsPageIT {
    private static final Path PAGE = Path.of("../docs/assertions.md");
    private static final Pattern MESSAGE = Pattern.compile("(?<=```text\n).*?(?=```)", Pattern.DOTALL);

    @RegisterExtension
    static final LocalAwsExtension AWS = LocalAwsExtension.forApp(app -> new PlainClusterStack(app, "PlainCluster"));

    @Test
    void showsTheMessageOfAFailure() throws IOException {
        AWS.local()
                .emr()
                .failNextCluster(ClusterFault.failsWhileBootstrapping(
                        "BOOTSTRAP_FAILURE",
                        "On the master instance, bootstrap action 1 returned a non-zero return code"));
        LocalExecution execution = AWS.run("default_brioche", "{}");
        String message = String.valueOf(
                catchThrowable(() -> assertThat(execution).succeeded()).getMessage());
        String shown = message.replace(execution.name(), "nightly-1")
                        .replaceAll("j-[A-Z0-9]{13}", "j-2AXXXXXXGAPLF")
                        .replaceAll("file:\\S+/target/", "file:///home/me/app/target/")
                + "\n";
        String page = Files.readString(PAGE);

        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(
                    PAGE, MESSAGE.matcher(page).replaceFirst(java.util.regex.Matcher.quoteReplacement(shown)));
        }
        assertThat(Files.readString(PAGE)).contains("```text\n" + shown + "```");
    }

    @Test
    void namesEveryAssertion() throws IOException {
        String page = Files.readString(PAGE);
        List<String> names = Stream.of(ExecutionAssert.class, ClusterAssert.class, StepAssert.class, JobRunAssert.class)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> java.lang.reflect.Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
                .map(Method::getName)
                .distinct()
                .toList();

        assertThat(names).hasSizeGreaterThan(40).allSatisfy(name -> assertThat(page)
                .containsPattern("`" + name + "\\b"));
    }
}
