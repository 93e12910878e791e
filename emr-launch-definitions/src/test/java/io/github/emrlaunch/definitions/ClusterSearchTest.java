package io.github.emrlaunch.definitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterSearchTest {
    private static final String LAUNCHES = "arn:aws:states:eu-west-1:123456789012:execution:default_etl:";
    private static final ClusterSearch SEARCH = new ClusterSearch(LAUNCHES, null);

    @ParameterizedTest
    @ValueSource(strings = {"shared", "it's \"{% $ours %}\" \\ 共有 🧾", "100%", "%u0025", "a\nb", "${Token[TOKEN.12]}"})
    void writesAsciiEnvironmentVariablesThatAreReadAsWritten(String name) {
        ClusterSearch search = new ClusterSearch(LAUNCHES, name);

        assertThat(search.variables().values()).allMatch(value -> value.matches("[ -~]*"));
        assertThat(ClusterSearch.read(search.variables())).isEqualTo(search);
        assertThat(ClusterSearch.read(SEARCH.variables())).isEqualTo(SEARCH);
    }

    @Test
    void keepsCdkTokensInEnvironmentVariables() {
        assertThat(new ClusterSearch("l", "${Token[TOKEN.12]}").variables()).containsValue("${Token[TOKEN.12]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "arn:aws:states:eu-west-1:123456789012:execution:default_etl",
                "arn:aws:states:eu-west-1:123456789012:execution:default_etl2:x",
                "arn:aws:states:eu-west-1:210987654321:execution:default_etl:x",
                "arn:aws:states:us-east-1:123456789012:execution:default_etl:x",
                "ARN:AWS:STATES:eu-west-1:123456789012:execution:default_etl:x",
                " arn:aws:states:eu-west-1:123456789012:execution:default_etl:x"
            })
    void doesNotAcceptExecutionsOfOtherLaunchFunctions(String tag) {
        assertThat(SEARCH.accepts(LAUNCHES + "x")).isTrue();
        assertThat(SEARCH.accepts(tag)).isFalse();
    }

    /** A pipeline terminates the cluster that it has launched, and steps of other pipelines on it would be lost. */
    @Test
    void doesNotAcceptLaunchesOfPipelines() {
        assertThat(SEARCH.accepts(LAUNCHES
                        + PipelineLaunch.name("arn:aws:states:eu-west-1:123456789012:execution:nightly:2026-01-01")))
                .isFalse();
        assertThat(SEARCH.accepts(LAUNCHES + "0123456789ab-f81d4fae-7dec-11d0-a765-00a0c91e6bf6"))
                .as("of a chain")
                .isFalse();
        assertThat(SEARCH.accepts(LAUNCHES + "nightly-2026-01-01")).isTrue();
    }

    @Test
    void rejectsAnEnvironmentWithoutALaunchFunction() {
        for (Map<String, String> environment : List.of(Map.<String, String>of(), Map.of("EMR_LAUNCH_LAUNCHES", ""))) {
            assertThatThrownBy(() -> ClusterSearch.read(environment))
                    .hasMessage("The function's environment variable EMR_LAUNCH_LAUNCHES is missing");
        }
    }
}
