package io.github.emrlaunch.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import software.amazon.awscdk.Aws;

/** "Subjects must be UTF-8 text with no line breaks or control characters, and less than 100 characters long" (SNS API, Publish). */
class NotificationsTest {
    @Test
    void subjectsHaveFewerThanAHundredCharacters() {
        assertThat(Notifications.subject("x".repeat(99))).hasSize(99);
        assertThat(Notifications.subject("x".repeat(100))).isEqualTo("x".repeat(99));
        assertThat(Notifications.subject("x".repeat(98) + "\uD83D\uDE80")).isEqualTo("x".repeat(98));
    }

    @Test
    void subjectsAreOneLine() {
        assertThat(Notifications.subject("Nightly\nrun\tof\u2028Bücher")).isEqualTo("Nightly run of Bücher");
    }

    @Test
    void subjectsThatOnlyTheDeploymentKnowsStayWhole() {
        String subject = "x".repeat(90) + Aws.REGION;

        assertThat(Notifications.subject(subject)).isEqualTo(subject);
    }
}
