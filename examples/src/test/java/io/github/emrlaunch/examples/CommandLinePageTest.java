package io.github.emrlaunch.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each block of {@code docs/command-line.md} is written, compiled or run by the build. */
class CommandLinePageTest {
    private static final Path PAGE = Path.of("../docs/command-line.md");
    private static final Path RUN = Path.of("../.ci/run");

    @Test
    void everyBlockIsCompiledOrRun() throws IOException {
        String page = Files.readString(PAGE);
        String run = Files.readString(RUN);
        List<String> unclaimed = new ArrayList<>();
        int sessions = 0;
        String heading = "";
        String before = "";
        boolean inside = false;
        for (String line : page.lines().toList()) {
            if (line.startsWith("```")) {
                inside = !inside;
                if (inside) {
                    sessions += line.equals("```console") ? 1 : 0;
                    if (!isClaimed(line, before, heading, run)) {
                        unclaimed.add(heading + ": " + line);
                    }
                }
            } else if (!inside && line.startsWith("#")) {
                heading = line.replaceFirst("#+ ", "");
            }
            before = line;
        }

        assertThat(unclaimed).isEmpty();
        assertThat(sessions)
                .as("those that CommandLineIT runs")
                .isGreaterThan(5)
                .isEqualTo((int) CommandLineIT.SESSION.matcher(page).results().count());
    }

    /** Sessions are those of {@link CommandLineIT}, code is compared by {@link ReadmeTest}, and other commands are run by {@code .ci/run}. */
    private static boolean isClaimed(String fence, String before, String heading, String run) {
        return switch (fence) {
            case "```console" -> true;
            case "```java" -> before.matches("<!-- \\S+\\.java -->");
            case "```sh" -> run.contains(".ci/walks/block docs/command-line.md '" + heading + "'");
            default -> false;
        };
    }
}
