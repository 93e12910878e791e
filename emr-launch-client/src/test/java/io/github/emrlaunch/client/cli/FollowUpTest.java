package io.github.emrlaunch.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Commands in messages have the options of the command that prints them. */
class FollowUpTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        list functions                                           | emr-launch status m:e
        list functions --output json                             | emr-launch status m:e
        --local list functions                                   | emr-launch --local status m:e
        list functions --local=4711                              | emr-launch --local=4711 status m:e
        --region eu-west-1 list functions --profile=a_b          | emr-launch --profile a_b --region eu-west-1 status m:e
        --profile a&b list functions                             | emr-launch --profile 'a&b' status m:e
        --profile it's list functions                            | emr-launch --profile 'it'\\''s' status m:e
        --endpoint-url http://localhost:4566/a?b list functions  | emr-launch --endpoint-url 'http://localhost:4566/a?b' status m:e
        """)
    void repeatsTheOptionsThatSelectTheAccount(String given, String command) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        try (EmrLaunch emrLaunch = new EmrLaunch(new Terminal(nowhere, nowhere, false, false))) {
            new CommandLine(emrLaunch).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(given.split(" "));

            assertThat(emrLaunch.followUp("status", "m:e")).isEqualTo(command);
        }
    }
}
