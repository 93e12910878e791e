package io.github.emrlaunch.local.spark.internal.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.emrlaunch.local.spark.internal.JobFailure;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SparkSubmitArgumentsTest {
    private static SparkSubmitArguments parse(String... words) throws IOException {
        return SparkSubmitArguments.parse(List.of(words));
    }

    @Test
    void optionsEndAtResource() throws IOException {
        SparkSubmitArguments arguments =
                parse("--name", "sum", "s3://code/job.py", "--master", "of the job", "--conf", "x", "-v");

        assertThat(arguments.options()).containsOnly(Map.entry("--name", "sum"));
        assertThat(arguments.resource()).isEqualTo("s3://code/job.py");
        assertThat(arguments.arguments()).containsExactly("--master", "of the job", "--conf", "x", "-v");
        assertThat(arguments.switches()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        --conf|spark.a=b
        -c|spark.a=b
        --conf=spark.a=b|
        --conf| spark.a =b
        """, ignoreLeadingAndTrailingWhitespace = false)
    void parsesFormsOfConfOption(String first, String second) throws IOException {
        SparkSubmitArguments arguments = second == null ? parse(first, "job.py") : parse(first, second, "job.py");

        assertThat(arguments.settings()).containsOnly(Map.entry("spark.a", "b"));
        assertThat(arguments.resource()).isEqualTo("job.py");
    }

    @Test
    void valuesKeepEqualsSignsHyphensAndCommas() throws IOException {
        SparkSubmitArguments arguments = parse(
                "--conf",
                "spark.a=b=c d",
                "--driver-java-options",
                "-Dx=1 -Dy=2",
                "--name=--odd",
                "--jars",
                "a.jar,b.jar",
                "x.jar");

        assertThat(arguments.settings()).containsOnly(Map.entry("spark.a", "b=c d"));
        assertThat(arguments.options())
                .containsOnly(
                        Map.entry("--driver-java-options", "-Dx=1 -Dy=2"),
                        Map.entry("--name", "--odd"),
                        Map.entry("--jars", "a.jar,b.jar"));
    }

    @Test
    void laterConfOptionOverridesEarlierOne() throws IOException {
        assertThat(parse("--conf", "spark.a=1", "--conf", "spark.a=2", "x.py").settings())
                .containsOnly(Map.entry("spark.a", "2"));
    }

    @Test
    void switchesHaveNoValue() throws IOException {
        SparkSubmitArguments arguments = parse("--verbose", "--supervise", "-v", "x.py");

        assertThat(arguments.switches()).containsExactly("--verbose", "--supervise", "--verbose");
        assertThat(arguments.resource()).isEqualTo("x.py");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        --Master yarn x.py|Unrecognized option: --Master
        --num-executor=2 x.py|Unrecognized option: --num-executor=2
        -x x.py|Unrecognized option: -x
        --class|Missing argument for option '--class'
        --conf|Missing argument for option '--conf'
        --conf spark.a x.py|Spark config without '=': spark.a
        """)
    void rejectsInvalidOptions(String text, String message) {
        assertThatThrownBy(() -> parse(text.split(" ")))
                .isInstanceOf(JobFailure.class)
                .hasMessageContaining(message);
    }

    @Test
    void resourceIsNullIfMissing() throws IOException {
        assertThat(parse("--version").resource()).isNull();
        assertThat(parse().resource()).isNull();
    }

    @Test
    void splitsWordsAsShellDoes() throws IOException {
        assertThat(SparkSubmitArguments.words(
                        "  --conf spark.a=\"b c\"\n\t--conf 'spark.d=e \"f\"' x\\ y \"\" \"a\\\"b\\n\" it\\'s"))
                .containsExactly("--conf", "spark.a=b c", "--conf", "spark.d=e \"f\"", "x y", "", "a\"b\\n", "it's");
        assertThat(SparkSubmitArguments.words("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--conf 'a", "\"x y"})
    void rejectsUnclosedQuotes(String text) {
        assertThatThrownBy(() -> SparkSubmitArguments.words(text))
                .isInstanceOf(JobFailure.class)
                .hasMessageContaining("is not closed in: " + text);
    }
}
