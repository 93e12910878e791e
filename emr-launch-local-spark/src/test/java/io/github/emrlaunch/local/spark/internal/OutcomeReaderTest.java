package io.github.emrlaunch.local.spark.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

// The outputs are those of Spark 3.5.9 and Python 3.11.
class OutcomeReaderTest {
    @TempDir
    private Path folder;

    private String message(int code, String stdout, String stderr) throws IOException {
        return new OutcomeReader(
                        Files.writeString(folder.resolve("stdout"), stdout),
                        Files.writeString(folder.resolve("stderr"), stderr))
                .message(code);
    }

    @Test
    void readsPythonsExceptionFromStandardOutput() throws IOException {
        assertThat(message(1, """
            begin
            Traceback (most recent call last):
              File "/work/job.py", line 3, in <module>
                main()
                ^^^^^^
              File "/work/job.py", line 2, in main
                raise ValueError("no rows in 2026-01-01")
            ValueError: no rows in 2026-01-01
            """, "26/11/29 04:18:08 WARN Utils: something\n"))
                .isEqualTo("ValueError: no rows in 2026-01-01");
    }

    @Test
    void readsAnalysisExceptionWithoutItsPlan() throws IOException {
        assertThat(message(1, """
            Traceback (most recent call last):
              File "/work/job.py", line 3, in <module>
                spark.read.csv("s3://data/none")
            pyspark.errors.exceptions.captured.AnalysisException: [PATH_NOT_FOUND] Path does not exist: s3://data/none.
            """, ""))
                .isEqualTo("pyspark.errors.exceptions.captured.AnalysisException: [PATH_NOT_FOUND] Path does not exist:"
                        + " s3://data/none.");
        assertThat(message(1, """
            Traceback (most recent call last):
              File "/work/job.py", line 3, in <module>
            pyspark.errors.exceptions.captured.AnalysisException: [UNRESOLVED_COLUMN.WITH_SUGGESTION] A column `x` cannot be resolved.;
            'Project ['x]
            +- Range (0, 1, step=1, splits=Some(2))

            """, "")).endsWith("A column `x` cannot be resolved.;");
    }

    @Test
    void readsJavaExceptionOfPy4JError() throws IOException {
        assertThat(message(1, """
            Traceback (most recent call last):
              File "/work/job.py", line 3, in <module>
            py4j.protocol.Py4JJavaError: An error occurred while calling o38.parquet.
            : org.apache.spark.SparkException: Job aborted due to stage failure: Task 0 in stage 0.0 failed 1 times
            \tat org.apache.spark.scheduler.DAGScheduler.failJobAndIndependentStages(DAGScheduler.scala:2856)
            Caused by: java.nio.file.AccessDeniedException: s3://out/x: User: arn is not authorized to perform: s3:PutObject
            \tat org.apache.spark.sql.Foo
            \t... 1 more
            """, ""))
                .isEqualTo(
                        "org.apache.spark.SparkException: Job aborted due to stage failure: Task 0 in stage 0.0 failed"
                                + " 1 times Caused by: java.nio.file.AccessDeniedException: s3://out/x: User: arn is not"
                                + " authorized to perform: s3:PutObject");
    }

    @Test
    void readsExceptionOfTheMainThread() throws IOException {
        assertThat(message(1, "", """
            26/11/29 04:18:07 WARN Utils: x
            Exception in thread "main" java.lang.IllegalStateException: outer
            \tat Job.main(Job.java:3)
            Caused by: java.lang.IllegalArgumentException: no such day
            \t... 12 more
            """))
                .isEqualTo(
                        "java.lang.IllegalStateException: outer Caused by: java.lang.IllegalArgumentException: no such"
                                + " day");
    }

    @Test
    void readsErrorsOfSparkSubmitAndPython() throws IOException {
        assertThat(message(101, "", "26/11/29 04:18:07 WARN x: y\nError: Failed to load class com.example.Job.\n"))
                .isEqualTo("Error: Failed to load class com.example.Job.");
        assertThat(message(2, "python: can't open file '/work/x.py': [Errno 2] No such file or directory\n", ""))
                .isEqualTo("python: can't open file '/work/x.py': [Errno 2] No such file or directory");
    }

    @Test
    void addsHintsToKnownErrors() throws IOException {
        assertThat(message(
                        1,
                        "",
                        "Exception in thread \"main\" org.apache.spark.SparkException: Could not parse Master"
                                + " URL: 'yarn'\n"))
                .contains("Could not parse Master URL: 'yarn' [The code of the job sets the master. Leave it out");
        assertThat(message(3, "Terminating due to java.lang.OutOfMemoryError: Java heap space\n", ""))
                .startsWith("java.lang.OutOfMemoryError")
                .contains("SparkJobs.withDriverMemory");
        assertThat(message(
                        1,
                        "Traceback (most recent call last):\n"
                                + "  File \"x\"\n"
                                + "botocore.exceptions.ClientError: An error occurred (InvalidAccessKeyId) when calling"
                                + " the GetObject operation\n",
                        ""))
                .contains("the client went to AWS and not to the local emulator");
    }

    @Test
    void returnsExitCodeWithoutKnownError() throws IOException {
        assertThat(message(3, "", "26/11/29 04:18:07 WARN Utils: x\n")).isEqualTo("Exit code 3");
        assertThat(message(7, "hello\n", "the last words\n\n")).isEqualTo("Exit code 7: the last words");
        assertThat(message(137, "", "")).startsWith("Ended by signal 9");
    }

    @Test
    void readsTheEndOfALargeFileOnly() throws IOException {
        Path stdout = folder.resolve("stdout");
        try (OutputStream out = Files.newOutputStream(stdout)) {
            byte[] block = "x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 20; i++) {
                out.write(block);
            }
            out.write(new byte[] {(byte) 0xff, (byte) 0xfe, '\n'});
            out.write("Traceback (most recent call last):\n  File \"x\"\nKeyError: 'day'\n"
                    .getBytes(StandardCharsets.UTF_8));
        }
        Path stderr = Files.writeString(folder.resolve("stderr"), "");

        assertThat(new OutcomeReader(stdout, stderr).message(1)).isEqualTo("KeyError: 'day'");
        assertThat(OutcomeReader.tail(stdout).stream().mapToInt(String::length).sum())
                .isLessThan(1 << 17);
    }

    @Test
    void cutsLongMessages() throws IOException {
        assertThat(message(1, "Traceback (most recent call last):\n  x\nValueError: " + "y".repeat(5000) + "\n", ""))
                .hasSize(1000)
                .endsWith("…");
    }

    @Test
    void readsSqlStatementErrors() throws IOException {
        assertThat(message(1, "1\n", """

            Operation not allowed: STORED BY.(line 1, pos 37)

            == SQL ==
            CREATE EXTERNAL TABLE dynamo (n INT) STORED BY 'org.example.Handler'
            -------------------------------------^^^

            """)).isEqualTo("Operation not allowed: STORED BY.(line 1, pos 37)");
        assertThat(message(1, "", """
            [TABLE_OR_VIEW_NOT_FOUND] The table or view `none` cannot be found.; line 1 pos 14;
            'Project [*]
            +- 'UnresolvedRelation [none], [], false
            """))
                .isEqualTo("[TABLE_OR_VIEW_NOT_FOUND] The table or view `none` cannot be found.; line 1 pos 14;");
    }

    @Test
    void readsTheExceptionOfAPythonWorkerWithinAnRdd() throws IOException {
        assertThat(message(1, """
            Traceback (most recent call last):
              File "/work/job.py", line 4, in <module>
                sc.parallelize([1]).map(f).collect()
            py4j.protocol.Py4JJavaError: An error occurred while calling z:org.apache.spark.api.python.PythonRDD.collectAndServe.
            : org.apache.spark.SparkException: Job aborted due to stage failure: Lost task 1.0: org.apache.spark.api.python.PythonException: Traceback (most recent call last):
              File "/spark/worker.py", line 1247, in main
                process()
              File "/work/job.py", line 3, in f
                def f(x): raise ValueError("bad record %s" % x)
                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            ValueError: bad record 1

            \tat org.apache.spark.api.python.BasePythonRunner$ReaderIterator.handlePythonException(PythonRunner.scala:572)

            Driver stacktrace:
            \tat org.apache.spark.scheduler.DAGScheduler.failJobAndIndependentStages(DAGScheduler.scala:2856)
            Caused by: org.apache.spark.api.python.PythonException: Traceback (most recent call last):
              File "/spark/worker.py", line 1247, in main
                process()
            ValueError: bad record 1

            \tat org.apache.spark.api.python.BasePythonRunner$ReaderIterator.handlePythonException(PythonRunner.scala:572)
            \t... 1 more
            """, ""))
                .isEqualTo("org.apache.spark.SparkException: Job aborted due to stage failure: Lost task 1.0:"
                        + " org.apache.spark.api.python.PythonException: ValueError: bad record 1");
    }

    @Test
    void omitsCauseThatMessageContains() throws IOException {
        assertThat(message(1, "", """
            Exception in thread "main" java.io.IOException: s3://nobucket/x.py: NoSuchBucket: The bucket does not exist
            \tat Job.main(Job.java:3)
            Caused by: com.example.Refusal: NoSuchBucket: The bucket does not exist
            \t... 12 more
            """))
                .isEqualTo("java.io.IOException: s3://nobucket/x.py: NoSuchBucket: The bucket does not exist");
    }

    @Test
    void returnsLastLineInsteadOfEarlierErrorLine() throws IOException {
        assertThat(message(3, "", "ls: cannot access '/none': No such file or directory\nERROR: 3 rows\n"))
                .isEqualTo("Exit code 3: ERROR: 3 rows");
        assertThat(message(4, "", "x.sh: line 10: emr-whatever: command not found\nERROR: 3 rows\n"))
                .isEqualTo("Exit code 4: ERROR: 3 rows");
        assertThat(message(4, "", "x.sh: line 10: emr-whatever: command not found\n"))
                .isEqualTo("Exit code 4: x.sh: line 10: emr-whatever: command not found");
        assertThat(message(127, "", "x.sh: line 10: emr-whatever: command not found\n"))
                .isEqualTo("x.sh: line 10: emr-whatever: command not found");
        assertThat(message(3, "", "the word java.lang.OutOfMemoryError in a sentence\nFATAL: empty\n"))
                .isEqualTo("Exit code 3: FATAL: empty");
    }

    @Test
    void doesNotMistakeHandledExceptionForReason() throws IOException {
        String traceback =
                "Traceback (most recent call last):\n  File \"x\", line 1\nZeroDivisionError: division by zero\n";
        assertThat(message(3, traceback + "FATAL: empty\n", "")).isEqualTo("Exit code 3: FATAL: empty");
        assertThat(message(3, "", traceback + "FATAL: empty\n")).isEqualTo("Exit code 3: FATAL: empty");
        assertThat(message(3, "FATAL: empty\n", traceback))
                .isEqualTo("Exit code 3: ZeroDivisionError: division by zero. Standard output ends with: FATAL: empty");
        assertThat(message(3, "FATAL: empty\n", traceback.replace("by zero", "by zero.")))
                .isEqualTo("Exit code 3: ZeroDivisionError: division by zero. Standard output ends with: FATAL: empty");
        assertThat(message(5, traceback, "26/11/29 04:18:07 WARN x: y\n"))
                .isEqualTo("ZeroDivisionError: division by zero");
        assertThat(message(3, "", """
            Exception in thread "worker" java.lang.IllegalStateException: retried
            \tat Job.main(Job.java:3)
            FATAL: empty
            """)).isEqualTo("Exit code 3: FATAL: empty");
        assertThat(message(3, """
            Traceback (most recent call last):
              File "/work/job.py", line 3, in <module>
            py4j.protocol.Py4JJavaError: An error occurred while calling o38.parquet.
            : org.apache.spark.SparkException: retried
            \tat org.apache.spark.Foo
            FATAL: empty
            """, "")).isEqualTo("Exit code 3: FATAL: empty");
    }
}
