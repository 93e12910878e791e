package io.github.emrlaunch.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.emrlaunch.core.TestStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    void makesAPySparkStepOfEachEntry() throws IOException {
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
            {"steps": []} | : 'steps' must be a list of at least one step
            {"steps": [{"code_filename": "step1.py"}]} | : steps[0]: 'name' must be a text that isn't empty, got: nothing
            {"steps": [{"name": "a", "code_filename": 1}]} | : steps[0]: 'code_filename' must be a text that isn't empty, got: 1
            {"steps": [{"name": "a", "code_filename": "no.py"}]} | : steps[0]: There is no file 'no.py' in the folder of code
            {"steps": [{"name": "a", "code_filename": "step1.py", "data": "x"}]} | : steps[0]: takes 'name', 'code_filename' and 'data_source_folder', got: 'data'
            {"steps": [{"name": "a", "code_filename": "step1.py", "data_source_folder": "x"}]} | : steps[0]: 'data_source_folder' must be a folder in
            {"steps": [{"name": "a", "code_filename": "step1.py"}, {"name": "a", "code_filename": "step2.py"}]} | : steps[1]: 'name' must be unique, got a second: a
            """)
    void namesTheEntryThatIsWrong(String content, String message) {
        assertThatThrownBy(() -> read(content))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(folder.resolve("steps.json") + message);
    }
}
