package io.github.emrlaunch.local.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.local.Authorization;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.jobs.JobResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One job of Spark that reads and writes S3 in all ways; {@code formats.py} is the job. */
class SparkFormatsTest {
    private static final LocalAws AWS = LocalAws.start();
    private static final Map<String, String> RESULTS = new TreeMap<>();
    private static final String TEMPLATE = """
        {"Resources": {"Data": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "data",
          "NotificationConfiguration": {"EventBridgeConfiguration": {"EventBridgeEnabled": true}}}}}}\
        """;
    private static final String MANIFEST = """
        {"version": "36.0.0", "artifacts": {"Data": {"type": "aws:cloudformation:stack",
          "environment": "aws://unknown-account/unknown-region", "properties": {"templateFile": "data.template.json"}}}}\
        """;

    @TempDir
    private static Path directory;

    private static JobResult result = JobResult.simulated("");

    private static void object(String key, String text) throws IOException {
        Path file = AWS.s3().folder("data").resolve(key);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text);
    }

    @BeforeAll
    static void run() throws Exception {
        SparkForTests.assumeInstalled();
        Path assembly = Files.createDirectories(directory.resolve("cdk.out"));
        Files.writeString(assembly.resolve("data.template.json"), TEMPLATE);
        Files.writeString(assembly.resolve("manifest.json"), MANIFEST);
        AWS.deploy(assembly);
        object("in/d1/a.csv", "a,1\n");
        object("in/d2/b.csv", "b,2\n");
        object("in/d3/c.csv", "c,3\n");
        object("odd/a b %3A+=ä.csv", "odd\n");
        object("secret/a.csv", "s\n");
        try (InputStream script = SparkFormatsTest.class.getResourceAsStream("/jobs/formats.py")) {
            object(
                    "code/formats.py",
                    new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8));
        }
        Map<String, String> environment = TestSessions.environment(
                AWS,
                "job",
                "{\"Effect\": \"Allow\", \"Action\": \"s3:ListBucket\", \"Resource\": \"*\"}",
                "{\"Effect\": \"Allow\", \"Action\": \"s3:GetObject\", \"Resource\": [\"arn:aws:s3:::data/in/*\","
                        + " \"arn:aws:s3:::data/odd/*\", \"arn:aws:s3:::data/code/*\"]}",
                "{\"Effect\": \"Allow\", \"Action\": [\"s3:GetObject\", \"s3:PutObject\", \"s3:DeleteObject\"],"
                        + " \"Resource\": \"arn:aws:s3:::data/out/*\"}");
        result = new TestJobs(directory, environment)
                .command("spark-submit", "--deploy-mode", "cluster", "s3://data/code/formats.py");
        for (String line : log("stdout").split("\n", -1)) {
            int tab = line.indexOf('\t');
            if (line.startsWith("=") && tab > 0) {
                RESULTS.put(line.substring(1, tab), unquoted(line.substring(tab + 1)));
            }
        }
        AWS.awaitIdle();
    }

    private static String log(String name) throws IOException {
        return Files.readString(Objects.requireNonNull(result.logs().get(name), result.toString()));
    }

    private static String unquoted(String json) {
        String text = json.substring(1, json.length() - 1).replace("\\n", "\n").replace("\\\"", "\"");
        return text.replace("\\u00e4", "ä").replace("\\\\", "\\");
    }

    @AfterAll
    static void close() {
        AWS.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        csv                    | [('ann', 1), ('bob', 2), ('cy', 3)]
        json                   | [('ann', 1), ('bob', 2), ('cy', 3)]
        parquet                | [('ann', 1), ('bob', 2), ('cy', 3)]
        orc                    | [('ann', 1), ('bob', 2), ('cy', 3)]
        text                   | [('ann',), ('bob',), ('cy',)]
        csv by s3a and s3n     | [3, 3]
        json by s3a and s3n    | [3, 3]
        parquet by s3a and s3n | [3, 3]
        orc by s3a and s3n     | [3, 3]
        text by s3a and s3n    | [3, 3]
        old interface by s3a   | written
        stream by s3a          | [('b', 2)]
        append                 | 6
        partitions             | [('bob', 2, 'ä 2')]
        overwrites partitions  | [('bob',), ('dan',)]
        overwrites             | [('ann',)]
        empty                  | 0
        no partitions          | written
        old interface          | written
        old interface reads    | ['a,1', 'b,2', 'c,3']
        pattern                | [('a', '1'), ('b', '2')]
        recursive              | 3
        two schemes            | [('a', '1'), ('b', '2')]
        odd key                | [('odd',)]
        relative path          | 3
        table                  | [(7,)]
        stream                 | [('a', 1)]
        """)
    void readsAndWritesSupportedFormats(String name, String expected) throws IOException {
        assertThat(RESULTS).as(log("stderr")).containsEntry(name, expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        twice                  | AnalysisException: [PATH_ALREADY_EXISTS] Path s3://data/out/parquet already exists.
        missing                | AnalysisException: [PATH_NOT_FOUND] Path does not exist: s3://data/none.
        no bucket              | the bucket 'no-such-bucket' does not exist
        secret                 | is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::data/secret/a.csv
        may not write          | is not authorized to perform: s3:PutObject on resource: arn:aws:s3:::data/in/new
        failing task           | Py4JJavaError
        """)
    void invalidAndDeniedOperationsReportExpectedErrors(String name, String expected) {
        assertThat(RESULTS.get(name)).contains(expected);
    }

    @Test
    void theJobSucceeds() throws IOException {
        assertThat(result.outcome()).as(result + log("stderr")).isEqualTo(JobResult.Outcome.SUCCEEDED);
    }

    @Test
    void writesEachOutputOnceWithoutTemporaryFiles() {
        List<String> keys = AWS.s3().keys("data");

        assertThat(keys)
                .contains("out/parquet/_SUCCESS", "out/nothing/_SUCCESS", "out/old/part-00000", "out/empty/_SUCCESS")
                .anyMatch(key -> key.matches("out/parts/part=x%3D1/part-.*\\.parquet"))
                .noneMatch(key -> key.contains("_temporary") || key.contains(".spark-staging"));
        assertThat(keys.stream().filter(key -> key.startsWith("out/csv/")))
                .hasSize(2)
                .anyMatch(key -> key.matches("out/csv/part-00000-.*\\.csv"));
        assertThat(keys.stream().filter(key -> key.startsWith("out/failed/"))).isEmpty();
    }

    @Test
    void eachFileSendsOneEvent() {
        assertThat(AWS.events().all().stream()
                        .filter(event -> event.path("detail-type").asText().equals("Object Created"))
                        .map(event -> event.at("/detail/object/key").asText())
                        .filter(key -> key.startsWith("out/csv/")))
                .hasSize(2)
                .allMatch(key -> key.equals("out/csv/_SUCCESS") || key.matches("out/csv/part-00000-.*\\.csv"));
    }

    @Test
    void theJobIsAuthorizedAsItsRole() {
        assertThat(AWS.authorizations())
                .filteredOn(each -> each.action().equals("s3:PutObject") && each.allowed())
                .isNotEmpty()
                .extracting(Authorization::roleName)
                .containsOnly("job");
    }
}
