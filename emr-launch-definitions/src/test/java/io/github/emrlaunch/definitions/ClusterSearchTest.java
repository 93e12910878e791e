package io.github.emrlaunch.definitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterSearchTest {
    private static final String LAUNCHES = "arn:aws:states:eu-west-1:123456789012:execution:default_etl:";
    private static final ClusterSearch SEARCH = new ClusterSearch(Tag.EXECUTION_KEY, LAUNCHES + "*", null);

    @ParameterizedTest
    @ValueSource(strings = {"shared", "it's \"{% $ours %}\" \\ 共有 🧾", "100%", "%u0025", "a\nb", "${Token[TOKEN.12]}"})
    void goesThroughAnEnvironmentOfPlainCharacters(String name) {
        ClusterSearch search = new ClusterSearch(Tag.EXECUTION_KEY, LAUNCHES + "*", name);

        assertThat(search.variables().values()).allMatch(value -> value.matches("[ -~]*"));
        assertThat(ClusterSearch.read(search.variables())).isEqualTo(search);
        assertThat(ClusterSearch.read(SEARCH.variables())).isEqualTo(SEARCH);
    }

    @Test
    void leavesTokensForTheCdkToFind() {
        assertThat(new ClusterSearch("k", "v", "${Token[TOKEN.12]}").variables())
                .containsValue("${Token[TOKEN.12]}");
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
    void acceptsNoOtherLaunch(String tag) {
        assertThat(SEARCH.accepts(LAUNCHES + "x")).isTrue();
        assertThat(SEARCH.accepts(tag)).isFalse();
    }

    @Test
    void aValueWithoutWildcardIsAValue() {
        ClusterSearch search = new ClusterSearch("deployment:product:name", "aws-emr-launch", "basic");

        assertThat(search.accepts("aws-emr-launch")).isTrue();
        assertThat(search.accepts("aws-emr-launch-2")).isFalse();
    }

    @Test
    void anEnvironmentWithoutATagFindsNothingRatherThanAnything() {
        assertThatThrownBy(() -> ClusterSearch.read(Map.of()))
                .hasMessage("The function's environment variable EMR_LAUNCH_TAG_KEY is missing");
        assertThatThrownBy(() -> ClusterSearch.read(Map.of("EMR_LAUNCH_TAG_KEY", "k", "EMR_LAUNCH_TAG_VALUE", "")))
                .hasMessage("The function's environment variable EMR_LAUNCH_TAG_VALUE is missing");
    }
}
