package io.github.emrlaunch.definitions;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.definitions.ExecutionEnd.Kind;
import io.github.emrlaunch.definitions.ExecutionEnd.Status;
import org.junit.jupiter.api.Test;

/** "Subjects must be UTF-8 text with no line breaks or control characters, and less than 100 characters long" (SNS API, Publish). */
class ExecutionEndTest {
    private static final String START = "EMR pipeline failed: ";

    private static String subject(String name) {
        return ExecutionEnd.subject(Kind.PIPELINE, name, Status.FAILED);
    }

    @Test
    void subjectsHaveFewerThanAHundredCharacters() {
        String fits = "x".repeat(99 - START.length());

        assertThat(subject(fits)).isEqualTo(START + fits);
        assertThat(subject(fits + "x")).isEqualTo(START + fits);
        assertThat(subject(fits.substring(1) + "\uD83D\uDE80")).isEqualTo(START + fits.substring(1));
    }

    @Test
    void subjectsAreOneLine() {
        assertThat(subject("Nightly\nrun\tof\u2028Bücher")).isEqualTo(START + "Nightly run of Bücher");
    }

    @Test
    void notificationsHaveKindNameAndStatus() {
        assertThat(ExecutionEnd.of(Kind.LAUNCH_FUNCTION, "default/etl", Status.TIMED_OUT))
                .isEqualTo(Json.parse(
                        "{\"Kind\": \"EmrLaunchFunction\", \"Name\": \"default/etl\", \"Status\": \"TIMED_OUT\"}"));
    }
}
