package io.github.emrlaunch.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.emrlaunch.core.TestStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.IBucket;

class StepsFileTest {
    private final IBucket bucket = Bucket.fromBucketName(TestStack.create().stack(), "Bucket", "jobs");

    @TempDir
    Path folder;

    @BeforeEach
    void writeCodeAndData() throws IOException {
        Files.createDirectories(folder.resolve("code"));
        Files.createDirectories(folder.resolve("data/step2"));
        Files.writeString(folder.resolve("code/step1.py"), "");
        Files.writeString(folder.resolve("code/step2.py"), "");
    }

    private List<EmrStep> read(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("steps.json"), content);
        return StepsFile.read(file.toString(), bucket);
    }

    @Test
    void createsPySparkStepForEachEntry() throws IOException {
        List<EmrStep> steps = read("""
                {"steps": [{"name": "step1", "code_filename": "step1.py"},
                           {"name": "step2", "code_filename": "step2.py", "data_source_folder": "step2"}]}""");

        assertThat(steps).extracting(EmrStep::name).containsExactly("step1", "step2");
        assertThat(steps.get(0).arguments())
                .containsExactly(
                        "spark-submit",
                        "--deploy-mode",
                        "cluster",
                        "s3://jobs/code/step1.py",
                        "--output_uri",
                        "s3://jobs/outputs/step1/");
        assertThat(steps.get(1).arguments())
                .endsWith("--data_source", "s3://jobs/data/step2/", "--output_uri", "s3://jobs/outputs/step2/");
        assertThat(steps.get(1).code()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"step": []} | : 'steps' must be a list of at least one step. Read steps of aws emr add-steps with readCli
            {"steps": []} | : 'steps' must be a list of at least one step
            {"steps": [{"code_filename": "step1.py"}]} | : steps[0]: 'name' must be a text that isn't empty, got: nothing
            {"steps": [{"name": "a", "code_filename": 1}]} | : steps[0]: 'code_filename' must be a text that isn't empty, got: 1
            {"steps": [{"name": "a", "code_filename": "no.py"}]} | : steps[0]: There is no file 'no.py' in the folder of code
            {"steps": [{"name": "a", "code_filename": "step1.py", "data": "x"}]} | : steps[0]: takes 'name', 'code_filename', 'data_source_folder' and 'arguments', got: 'data'
            {"steps": [{"name": "a", "code_filename": "step1.py", "data_source_folder": "x"}]} | : steps[0]: 'data_source_folder' must be a folder in
            {"steps": [{"name": "a", "code_filename": "step1.py", "arguments": "--day x"}]} | : steps[0]: 'arguments' must be a list of texts and numbers, got: "--day x"
            {"steps": [{"name": "a", "code_filename": "step1.py", "arguments": [["x"]]}]} | : steps[0]: 'arguments' must be a list of texts and numbers, got: [["x"]]
            {"steps": [{"name": "a", "code_filename": "step1.py", "arguments": [""]}]} | : steps[0]: Step 'a': 'arguments' of command-runner.jar must not be empty strings
            {"steps": [{"name": "a", "code_filename": "step1.py"}, {"name": "a", "code_filename": "step2.py"}]} | : steps[1]: the name must be unique, got a second one: a
            """)
    void rejectsInvalidEntryAndNamesIt(String content, String message) {
        assertThatThrownBy(() -> read(content))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(folder.resolve("steps.json") + message);
    }

    @Test
    void appendsArgumentsOfEntryToStep() throws IOException {
        List<EmrStep> steps = read("""
                {"steps": [{"name": "step1", "code_filename": "step1.py", "arguments": ["--day", "2026-01-01", "--limit", 5]}]}""");

        assertThat(steps.get(0).arguments())
                .endsWith("--output_uri", "s3://jobs/outputs/step1/", "--day", "2026-01-01", "--limit", "5");
        assertThat(steps.get(0).overridableArguments().values())
                .containsExactly("s3://jobs/outputs/step1/", "2026-01-01", "5");
    }

    private List<EmrStep> readCli(String content) throws IOException {
        return StepsFile.readCli(
                Files.writeString(folder.resolve("cli.json"), content).toString());
    }

    /** The commands that the AWS CLI forms from these, according to its source, which CliSteps names. */
    @Test
    void readsStepsOfTheAwsCli() throws IOException {
        List<EmrStep> steps = readCli("""
                [{"Type": "SPARK", "Name": "Word count", "ActionOnFailure": "CONTINUE",
                  "Args": ["--deploy-mode", "cluster", "s3://jobs/wordcount.py", "s3://in/*.txt"]},
                 {"Type": "Spark", "Args": ["s3://jobs/other.py"]},
                 {"Type": "STREAMING", "Args": ["-files", "s3://jobs/map.py", "-mapper", "map.py", "-input", "s3://in", "-output", "s3://out"]},
                 {"Type": "HIVE", "Args": ["-f", "s3://jobs/q.hql", "-d", "INPUT=s3://in"], "ActionOnFailure": "TERMINATE_CLUSTER"},
                 {"Type": "PIG", "Args": ["-f", "s3://jobs/q.pig"]},
                 {"Type": "CUSTOM_JAR", "Name": "Job", "Jar": "s3://jobs/job.jar", "MainClass": "com.acme.Job",
                  "Args": ["one", "two"], "Properties": "a=1,b=x=y,c"},
                 {"Jar": "command-runner.jar", "Args": ["bash", "-c", "date"], "ActionOnFailure": "CANCEL_AND_WAIT"}]""");

        assertThat(steps)
                .extracting(EmrStep::name)
                .containsExactly(
                        "Word count",
                        "Spark application",
                        "Streaming program",
                        "Hive program",
                        "Pig program",
                        "Job",
                        "Custom JAR");
        assertThat(steps)
                .extracting(step -> String.join(" ", step.arguments()))
                .containsExactly(
                        "spark-submit --deploy-mode cluster s3://jobs/wordcount.py s3://in/*.txt",
                        "spark-submit s3://jobs/other.py",
                        "hadoop-streaming -files s3://jobs/map.py -mapper map.py -input s3://in -output s3://out",
                        "hive-script --run-hive-script --args -f s3://jobs/q.hql -d INPUT=s3://in",
                        "pig-script --run-pig-script --args -f s3://jobs/q.pig",
                        "one two",
                        "bash -c date");
        assertThat(steps)
                .extracting(EmrStep::actionOnFailure)
                .containsExactly(
                        ActionOnFailure.CONTINUE,
                        ActionOnFailure.CONTINUE,
                        ActionOnFailure.CONTINUE,
                        ActionOnFailure.TERMINATE_CLUSTER,
                        ActionOnFailure.CONTINUE,
                        ActionOnFailure.CONTINUE,
                        ActionOnFailure.CANCEL_AND_WAIT);
        assertThat(steps.get(5).mainClass()).isEqualTo("com.acme.Job");
        assertThat(steps.get(5).properties()).isEqualTo(Map.of("a", "1", "b", "x=y", "c", ""));
        assertThat(steps)
                .allSatisfy(step -> assertThat(step.overridableArguments()).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {} | : must be a list of steps in the format of aws emr add-steps
            [] | : it must be a list of at least one step
            [{"Args": ["x"]}] | : [0]: 'Jar' is required for Type CUSTOM_JAR
            [{"Type": "SPARK", "Args": []}] | : [0]: 'Args' must not be empty for Type SPARK
            [{"Type": "SPARK", "Args": "a,b"}] | : [0]: 'Args' must be a list of texts, got: "a,b"
            [{"Type": "SPARK", "Args": [1]}] | : [0]: 'Args' must be a list of texts, got: [1]
            [{"Type": "SPARK", "Args": ["--deploy-mode cluster s3://a.py"]}] | : [0]: Step 'Spark application': an option of spark-submit and its value
            [{"Type": "SPARK", "Args": ["a.py"], "Jar": "x"}] | : [0]: 'Jar' is for Type CUSTOM_JAR: the CLI ignores it for SPARK
            [{"Type": "IMPALA", "Args": ["a"]}] | : [0]: 'Type' must be CUSTOM_JAR, STREAMING, HIVE, PIG or SPARK, got: 'IMPALA', which no release label has
            [{"Type": "Shell", "Args": ["a"]}] | : [0]: 'Type' must be CUSTOM_JAR, STREAMING, HIVE, PIG or SPARK, got: 'SHELL'
            [{"Jar": "a.jar", "ActionOnFailure": "STOP"}] | : [0]: 'ActionOnFailure' must be one of [CONTINUE, CANCEL_AND_WAIT, TERMINATE_CLUSTER], got: 'STOP'
            [{"Name": "a", "HadoopJarStep": {"Jar": "a.jar"}}] | : [0]: takes Type, Name, ActionOnFailure, Jar, Args, MainClass and Properties, got: 'HadoopJarStep'. That is the form of the API
            """)
    void rejectsInvalidCliEntryAndNamesIt(String content, String message) {
        assertThatThrownBy(() -> readCli(content))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(folder.resolve("cli.json") + message);
    }

    /** The CLI requires no name, and EMR accepts duplicates. Pipelines identify their steps by name. */
    @Test
    void numbersStepsWithSameName() throws IOException {
        String longName = "n".repeat(256);

        assertThat(readCli("""
                [{"Jar": "a.jar"}, {"Jar": "b.jar"}, {"Jar": "c.jar", "Name": "Custom JAR"},
                 {"Type": "SPARK", "Args": ["a.py"]}, {"Type": "SPARK", "Args": ["b.py"]},
                 {"Jar": "a.jar", "Name": "%s"}, {"Jar": "a.jar", "Name": "%s"}]""".formatted(longName, longName)))
                .extracting(EmrStep::name)
                .containsExactly(
                        "Custom JAR",
                        "Custom JAR (2)",
                        "Custom JAR (3)",
                        "Spark application",
                        "Spark application (2)",
                        longName,
                        "n".repeat(252) + " (2)");
    }

    /** https://docs.aws.amazon.com/emr/latest/APIReference/API_StepConfig.html */
    @Test
    void mapsTerminateJobFlowToTerminateCluster() throws IOException {
        assertThat(readCli("[{\"Jar\": \"a.jar\", \"ActionOnFailure\": \"TERMINATE_JOB_FLOW\"}]"))
                .extracting(EmrStep::actionOnFailure)
                .containsExactly(ActionOnFailure.TERMINATE_CLUSTER);
    }

    /** A name may have nearly any character. A path must not leave its location, and a shell must not interpret any part of it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            step1       | step1
            v1.2_a-b    | v1.2_a-b
            ../code     | \\.\\._code-[0-9a-f]{8}
            ..          | \\.\\.-[0-9a-f]{8}
            a/b         | a_b-[0-9a-f]{8}
            a#b?c       | a_b_c-[0-9a-f]{8}
            `id`        | _id_-[0-9a-f]{8}
            two words   | two_words-[0-9a-f]{8}
            größe       | gr__e-[0-9a-f]{8}
            """)
    void createsSafeOutputFolderFromStepName(String name, String folderOfOutputs) throws IOException {
        assertThat(read("{\"steps\": [{\"name\": \"%s\", \"code_filename\": \"step1.py\"}]}".formatted(name))
                        .get(0)
                        .arguments())
                .last(InstanceOfAssertFactories.STRING)
                .matches("s3://jobs/outputs/%s/".formatted(folderOfOutputs));
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../..", "step2/..", "./step2", "/", "`id`", "a b", "step2/../step2"})
    void rejectsInvalidDataSourceFolders(String dataFolder) throws IOException {
        Files.createDirectories(folder.resolve("data/a b"));
        Files.createDirectories(folder.resolve("data/`id`"));

        assertThatThrownBy(() -> read(
                        "{\"steps\": [{\"name\": \"a\", \"code_filename\": \"step1.py\", \"data_source_folder\": \"%s\"}]}"
                                .formatted(dataFolder)))
                .hasMessageContaining("steps[0]: 'data_source_folder' must be a folder in");
    }

    /** A file is data. {% and %} would be an expression, with the permissions of the pipeline. */
    @Test
    void doesNotEvaluateExpressionsInFile() throws IOException {
        String text = "{% $states.context.Execution.Id %}";
        String literal = "{% \"\\u007b% $states.context.Execution.Id %\\u007d\" %}";
        List<EmrStep> steps = read("""
                {"steps": [{"name": "step1", "code_filename": "step1.py", "arguments": ["%s", "$.day", "a {%% b"]}]}""".formatted(text));
        List<EmrStep> ofCli = readCli("""
                [{"Jar": "s3://jobs/job.jar", "Args": ["%s", "$.day"], "Properties": "a=b", "MainClass": "%s"}]""".formatted(text, text));

        assertThat(steps.get(0).arguments()).endsWith(literal, "$.day", "a {% b");
        assertThat(ofCli.get(0).arguments()).containsExactly(literal, "$.day");
        assertThat(ofCli.get(0).mainClass()).isEqualTo(literal);
        assertThatThrownBy(() -> readCli("[{\"Jar\": \"a.jar\", \"Name\": \"%s\"}]".formatted(text)))
                .hasMessageContaining("[0]: ");
    }
}
