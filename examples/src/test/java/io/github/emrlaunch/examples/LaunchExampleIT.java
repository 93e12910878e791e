package io.github.emrlaunch.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every example does on this machine what it is there to show. */
class LaunchExampleIT {
    static List<String> names() {
        return Example.all().stream().map(Example::name).toList();
    }

    @ParameterizedTest
    @MethodSource("names")
    void succeedsWithAllThatItStarts(String name) throws InterruptedException {
        ByteArrayOutputStream told = new ByteArrayOutputStream();

        boolean succeeded = LaunchExample.run(Example.named(name), new PrintStream(told, true, StandardCharsets.UTF_8));

        assertThat(succeeded).as("%s", told).isTrue();
        assertThat(told.toString(StandardCharsets.UTF_8).lines().filter(line -> line.startsWith("Ended after")))
                .hasSameSizeAs(Example.named(name).starts());
    }
}
