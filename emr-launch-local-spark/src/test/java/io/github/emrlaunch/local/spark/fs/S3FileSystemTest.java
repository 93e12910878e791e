package io.github.emrlaunch.local.spark.fs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.local.Authorization;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.spark.SparkForTests;
import io.github.emrlaunch.local.spark.TestSessions;
import java.io.File;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** What {@link FileSystemProbe} finds in a JVM that has Hadoop, with a real emulator. */
class S3FileSystemTest {
    private static final Map<String, String> RESULTS = new TreeMap<>();
    private static final LocalAws AWS = LocalAws.start();

    @TempDir
    private static Path directory;

    private static void object(String bucket, String key, String text) throws IOException {
        Path file = AWS.s3().folder(bucket).resolve(key);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text);
    }

    private static String allow(String actions, String resource) {
        return "{\"Effect\": \"Allow\", \"Action\": [\"s3:%s\"], \"Resource\": \"%s\"}"
                .formatted(actions.replace(" ", "\", \"s3:"), resource);
    }

    @BeforeAll
    static void probe() throws IOException, InterruptedException {
        SparkForTests.assumeInstalled();
        AWS.existing().bucket("data").bucket("out").bucket("odd").bucket("many");
        object("data", "in/a.csv", "one\n");
        object("data", "in/b.csv", "two two\n");
        object("data", "in/deep/c.csv", "three\n");
        object("data", "days/ds=1/x.txt", "1");
        object("data", "days/ds=2/y.txt", "2");
        object("data", "both/k/%%o", "the key");
        object("data", "both/k/v", "below it");
        object("data", "marked/%%-", "");
        object("out", "keep/1", "1");
        object("out", "keep/2", "2");
        for (int i = 0; i < 1003; i++) {
            object("many", "k/" + i, "");
        }
        List<String> command = new ArrayList<>(List.of(
                SparkForTests.java().toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Djava.io.tmpdir=" + Files.createDirectories(directory.resolve("tmp")),
                "-cp",
                String.join(
                        File.pathSeparator,
                        SparkForTests.classes(FileSystemProbe.class),
                        SparkForTests.classes(S3FileSystem.class),
                        SparkForTests.classes(org.jspecify.annotations.NullMarked.class),
                        SparkForTests.jars() + "/*"),
                FileSystemProbe.class.getName(),
                "conf:fs.s3a.multipart.size=5M"));
        FileSystemSettings.hadoop(directory.resolve("hdfs"))
                .forEach((name, value) -> command.add("conf:" + name + "=" + value));
        String prefixed = "{\"Effect\": \"Allow\", \"Action\": \"s3:ListBucket\", \"Resource\": \"arn:aws:s3:::%s\","
                + " \"Condition\": {\"StringLike\": {\"s3:prefix\": \"%s/*\"}}}";
        role(command, "reader", allow("GetObject", "arn:aws:s3:::data/in/*"), prefixed.formatted("data", "in"));
        role(command, "one", allow("GetObject", "arn:aws:s3:::data/in/a.csv"));
        role(command, "lister", allow("ListBucket", "arn:aws:s3:::data"));
        role(command, "writer", allow("PutObject", "arn:aws:s3:::out/w/*"), prefixed.formatted("out", "w"));
        role(command, "keeper", allow("ListBucket GetObject", "*"), allow("DeleteObject", "arn:aws:s3:::out/keep/1"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(AWS.environment());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        for (String line : output.split("\n", -1)) {
            if (line.startsWith("=")) {
                int end = line.indexOf('\t');
                RESULTS.put(
                        line.substring(1, end),
                        new String(Base64.getDecoder().decode(line.substring(end + 1)), StandardCharsets.UTF_8));
            }
        }
        assertThat(process.waitFor()).as(output).isZero();
    }

    private static void role(List<String> command, String name, String... statements) throws IOException {
        TestSessions.Keys keys = TestSessions.keys(AWS, name, statements);
        command.add(name + " " + keys.accessKeyId() + " " + keys.sessionToken());
    }

    @AfterAll
    static void close() {
        AWS.close();
    }

    private static String result(String name) {
        assertThat(RESULTS).containsKey(name);
        return RESULTS.getOrDefault(name, "");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
        lists a folder                ; s3://data/in/a.csv 4|s3://data/in/b.csv 8|s3://data/in/deep/
        lists a file                  ; s3://data/in/a.csv 4
        lists by another scheme       ; s3a://data/in/a.csv 4|s3a://data/in/b.csv 8|s3a://data/in/deep/
        lists by the oldest scheme    ; s3n://data/in/a.csv 4|s3n://data/in/b.csv 8|s3n://data/in/deep/
        finds by a pattern            ; s3://data/in/a.csv 4|s3://data/in/b.csv 8
        finds folders by a pattern    ; s3://data/days/ds=1/x.txt 1|s3://data/days/ds=2/y.txt 1
        finds nothing                 ; ``
        lists all                     ; s3://data/days/ds=1/x.txt|s3://data/days/ds=2/y.txt
        a key and what is below it    ; s3://data/both/k 7|s3://data/both/k/ the key below it
        a marked folder               ; true 0
        many                          ; 1003
        the bucket                    ; true true
        no object before the end      ; false true
        made folder                   ; true true s3://out/made/deep/ true 0
        rename file                   ; true s3://out/r/b 1
        rename folder                 ; true false s3://out/rf/b/1 1|s3://out/rf/b/empty/|s3://out/rf/b/x/ 2
        rename into a folder          ; true 1
        rename that cannot be         ; false false false
        delete                        ; false true true false
        delete a folder               ; true false
        copy                          ; true s3a://out/copy/a.csv 4|s3a://out/copy/b.csv 8|s3a://out/copy/deep/
        uncommitted                   ; s3://out/u/_temporary/0/_temporary/t1/part-0 4 true data true true s3://out/u/part-0 4
        other interface               ; 4
        other names                   ; true true
        large                         ; 17825792 true
        seeks                         ; true true true -1
        seeks past the end            ; EOF
        empty                         ; []
        reader reads                  ; `one\n`
        reader lists                  ; s3://data/in/a.csv 4|s3://data/in/b.csv 8|s3://data/in/deep/
        reader finds the folder       ; true
        reader finds nothing          ; false
        one reads                     ; `one\n`
        lister lists                  ; 3
        writer writes                 ; written
        writer commits                ; true true
        hdfs by addresses             ; x hdfs://ip-10-0-0-1.ec2.internal:8020/user/hadoop/in/a.txt 1
        hdfs changes                  ; true true true hdfs://localhost:8020/user/hadoop/in/a.txt 1
        hdfs permission               ; rwxrwxrwx
        hdfs other interface          ; true
        without remains               ; 0
        """)
    void supportedOperationsReturnExpectedResults(String name, String expected) {
        assertThat(result(name)).isEqualTo(expected.replace("\\n", "\n"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
        missing                       ; java.io.FileNotFoundException: No such file or directory: s3://data/none
        lists missing                 ; java.io.FileNotFoundException: No such file or directory: s3://data/none
        opens a folder                ; java.io.FileNotFoundException: Can't open s3://data/in because it is a directory
        no bucket                     ; the bucket 'no-such-bucket' does not exist: NoSuchBucket
        no name                       ; The address 's3:///k' names no bucket: write s3://BUCKET/KEY
        out of the bucket             ; the key '../../etc/passwd' leads out of its bucket
        not twice                     ; FileAlreadyExistsException: s3://out/once already exists
        not onto a folder             ; FileAlreadyExistsException: s3://out/folder is a directory
        made on a file                ; FileAlreadyExistsException: Path is a file: s3://out/once
        append                        ; java.lang.UnsupportedOperationException: Append is not supported by S3: s3://out/once
        delete what is not empty      ; PathIsNotEmptyDirectoryException
        delete the bucket             ; A bucket cannot be deleted by a job
        changed while it is read      ; PreconditionFailed
        reader elsewhere              ; role/reader/session is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::data/both/k
        reader lists elsewhere        ; is not authorized to perform: s3:ListBucket on resource: arn:aws:s3:::data
        reader writes                 ; is not authorized to perform: s3:PutObject on resource: arn:aws:s3:::data/in/new
        one lists                     ; is not authorized to perform: s3:ListBucket
        lister reads                  ; is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::data/in/a.csv
        writer deletes                ; is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::out/w/a
        writer writes elsewhere       ; is not authorized to perform: s3:PutObject on resource: arn:aws:s3:::out/elsewhere
        keeper deletes a folder       ; is not authorized to perform: s3:DeleteObject on resource: arn:aws:s3:::out/keep/2
        a wrong token                 ; java.nio.file.AccessDeniedException
        no variables                  ; The environment variable 'AWS_ENDPOINT_URL' is not set
        hdfs missing                  ; java.io.FileNotFoundException
        hdfs out                      ; leads out of HDFS
        hdfs of a job run             ; HDFS is there for the steps of a cluster, not for job runs of EMR Serverless
        """)
    void invalidAndDeniedOperationsReportExpectedErrors(String name, String expected) {
        assertThat(result(name)).contains(expected);
    }

    @ParameterizedTest
    @FieldSource("io.github.emrlaunch.local.spark.fs.FileSystemProbe#ODD_NAMES")
    void supportsKeysWithUnusualCharacters(String name) {
        assertThat(result("odd " + name)).isEqualTo("true s3://odd/x/" + name + " 1");
        assertThat(AWS.s3().keys("odd")).contains("x/" + name);
    }

    @Test
    void resolvesRelativePathsToHdfsHomeFolder() {
        assertThat(result("hdfs relative"))
                .isEqualTo("hdfs://localhost:8020/user/hadoop/in/a.txt hdfs://localhost:8020/user/hadoop/in/a.txt 1"
                        + " hdfs://localhost:8020/");
        assertThat(directory.resolve("hdfs/user/hadoop/in/a.txt")).hasContent("x");
    }

    @Test
    void writesLargeObjectInParts() throws IOException {
        assertThat(AWS.s3().folder("out").resolve("large")).hasSize(FileSystemProbe.LARGE);
        assertThat(eTag("out/large"))
                .as("the ETag of an upload in parts ends with their number")
                .endsWith("-4\"");
        assertThat(eTag("out/once")).as("the ETag of a small object").doesNotContain("-");
    }

    private static String eTag(String object) throws IOException {
        HttpURLConnection request =
                (HttpURLConnection) AWS.endpoint().resolve("/" + object).toURL().openConnection(Proxy.NO_PROXY);
        request.setRequestMethod("HEAD");
        request.setRequestProperty(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=" + AWS.environment().get("AWS_ACCESS_KEY_ID") + "/20260101/"
                        + AWS.region() + "/s3/aws4_request, SignedHeaders=host, Signature=0");
        assertThat(request.getResponseCode()).as(object).isEqualTo(200);
        return request.getHeaderField("ETag");
    }

    @Test
    void uncommittedFilesNeverReachS3() {
        assertThat(AWS.authorizations().stream()
                        .filter(each -> each.roleName().equals("writer"))
                        .map(Authorization::resource))
                .noneMatch(resource -> resource.contains("_temporary"));
        assertThat(AWS.s3().keys("out")).contains("w/part-1", "u/part-0").noneMatch(key -> key.contains("_temporary"));
    }

    @Test
    void folderDeletionDeletesOnlyPermittedObjects() {
        assertThat(AWS.s3().keys("out")).contains("keep/2").doesNotContain("keep/1");
    }

    @Test
    void createsNoObjectsForFolders() {
        assertThat(AWS.s3().keys("out")).noneMatch(key -> key.endsWith("/"));
        assertThat(IntStream.range(0, 1003).mapToObj(i -> "k/" + i))
                .allMatch(AWS.s3().keys("many")::contains);
    }
}
