package io.github.emrlaunch.local.spark.internal.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.jobs.JobCommand;
import io.github.emrlaunch.local.spark.TestSessions;
import io.github.emrlaunch.local.spark.internal.JobFailure;
import io.github.emrlaunch.local.spark.internal.RunningJob;
import io.github.emrlaunch.local.spark.internal.RunningJobs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkingFolderTest {
    @TempDir
    private Path folder;

    private Path zip(String name, String... entries) throws IOException {
        Path zip = folder.resolve(name);
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (String entry : entries) {
                out.putNextEntry(new ZipEntry(entry));
                out.write(entry.getBytes(StandardCharsets.UTF_8));
            }
        }
        return zip;
    }

    @Test
    void addsFilesUnderOwnOrGivenNames() throws Exception {
        Path file = Files.writeString(folder.resolve("in.csv"), "1");
        RunningJob job = RunningJobs.step(folder);

        new WorkingFolder(job).file(file.toString());
        new WorkingFolder(job).file(file.toUri() + "#other.csv");

        assertThat(job.work().resolve("in.csv")).hasContent("1");
        assertThat(job.work().resolve("other.csv")).hasContent("1");
        assertThat(file).exists();
        assertThat(job.laidIn()).hasSize(2);
    }

    @Test
    void unpacksArchives() throws Exception {
        Path zip = zip("env.zip", "a/b.txt", "c.txt");
        Path tree = folder.resolve("tree");
        Files.createSymbolicLink(
                Files.createDirectories(tree.resolve("bin")).resolve("python"), Path.of("/usr/bin/env"));
        Path tar = folder.resolve("env.tar.gz");
        assertThat(new ProcessBuilder("tar", "-czf", tar.toString(), "-C", tree.toString(), "bin")
                        .start()
                        .waitFor())
                .isZero();
        RunningJob job = RunningJobs.step(folder);

        new WorkingFolder(job).archive(zip.toString());
        new WorkingFolder(job).archive(tar + "#environment");

        assertThat(job.work().resolve("env.zip/a/b.txt")).hasContent("a/b.txt");
        assertThat(job.work().resolve("environment/bin/python")).isSymbolicLink();
        assertThat(job.notes()).isEmpty();
    }

    @Test
    void rejectsNamesOutsideOfWorkingFolder() throws Exception {
        Path file = Files.writeString(folder.resolve("in.csv"), "1");
        Path zip = zip("bad.zip", "a", "../../../evil");
        RunningJob job = RunningJobs.step(folder);
        WorkingFolder work = new WorkingFolder(job);

        assertThatThrownBy(() -> work.file(file + "#../../x"))
                .isInstanceOf(JobFailure.class)
                .hasMessageContaining("'../../x'");
        assertThatThrownBy(() -> work.archive(zip.toString()))
                .isInstanceOf(JobFailure.class)
                .hasMessageContaining("../../../evil");
    }

    @Test
    void rejectsInvalidArchivesAndMissingFiles() throws Exception {
        Path zip = Files.writeString(folder.resolve("text.zip"), "no zip");
        Path tar = Files.writeString(folder.resolve("text.tar.gz"), "no tar");
        RunningJob job = RunningJobs.step(folder);
        WorkingFolder work = new WorkingFolder(job);

        assertThatThrownBy(() -> work.archive(zip.toString())).hasMessageContaining("text.zip is no ZIP file");
        assertThatThrownBy(() -> work.archive(tar.toString())).hasMessageContaining("text.tar.gz cannot be unpacked");
        assertThatThrownBy(() -> work.file("/no/such/file"))
                .hasMessage("The file /no/such/file does not exist on this machine");
    }

    @Test
    void readsS3ObjectsWithRoleOfJob() throws Exception {
        try (LocalAws aws = LocalAws.start()) {
            aws.existing().bucket("data");
            Files.writeString(aws.s3().folder("data").resolve("a b+c.csv"), "1");
            Files.writeString(aws.s3().folder("data").resolve("secret.csv"), "1");
            RunningJob job = RunningJobs.of(
                    folder,
                    new JobCommand.SparkSubmit("s3://b/x.py", List.of(), ""),
                    TestSessions.environment(
                            aws,
                            "reader",
                            "{\"Effect\": \"Allow\", \"Action\": [\"s3:GetObject\"], \"Resource\":"
                                    + " \"arn:aws:s3:::data/a*\"}"));
            WorkingFolder work = new WorkingFolder(job);

            assertThat(work.file("s3://data/a b+c.csv#in.csv")).hasContent("1");
            assertThatThrownBy(() -> work.file("s3a://data/secret.csv"))
                    .isInstanceOf(JobFailure.class)
                    .hasMessageContaining("Cannot read s3a://data/secret.csv: ")
                    .hasMessageContaining("s3:GetObject");
            assertThatThrownBy(() -> work.file("s3://nobody/x"))
                    .isInstanceOf(JobFailure.class)
                    .hasMessageContaining("Cannot read s3://nobody/x: ");
            assertThatThrownBy(() -> work.file("s3://data/a/.."))
                    .hasMessageContaining("names no object with a file name");
            assertThatThrownBy(() -> work.files("s3://data/*.csv")).hasMessageContaining("s3:ListBucket");
        }
    }

    @Test
    void patternsMatchSeveralFiles() throws Exception {
        try (LocalAws aws = LocalAws.start()) {
            aws.existing().bucket("data");
            for (String name : List.of("a&1.txt", "b.txt", "c.csv")) {
                Files.writeString(aws.s3().folder("data").resolve(name), name);
            }
            Files.createDirectories(aws.s3().folder("data").resolve("deep"));
            Files.writeString(aws.s3().folder("data").resolve("deep/d.txt"), "d");
            RunningJob job = RunningJobs.of(
                    folder,
                    new JobCommand.SparkSubmit("s3://b/x.py", List.of(), ""),
                    TestSessions.environment(
                            aws, "reader", "{\"Effect\": \"Allow\", \"Action\": \"s3:*\", \"Resource\": \"*\"}"));
            WorkingFolder work = new WorkingFolder(job);
            Files.writeString(Files.createDirectories(folder.resolve("here")).resolve("e.txt"), "e");

            work.files("s3://data/*.txt");
            work.files(folder.resolve("here") + "/[a-e].txt");

            assertThat(job.work().toFile().list()).containsExactlyInAnyOrder("a&1.txt", "b.txt", "e.txt");
            assertThatThrownBy(() -> work.files("s3://data/none*")).hasMessage("No file matches s3://data/none*");
            assertThatThrownBy(() -> work.files("s3://data/*#x")).hasMessageContaining("after '#'");
            assertThatThrownBy(() -> work.files("s3://my data/x")).hasMessageContaining("names no valid bucket");
        }
    }

    @Test
    void readsFilesOfHdfs() throws Exception {
        RunningJob job = RunningJobs.step(folder);
        Path hdfs = Files.createDirectories(folder.resolve("shared/hdfs/user/hadoop"));
        Files.writeString(hdfs.resolve("h.txt"), "h");
        WorkingFolder work = new WorkingFolder(job);

        assertThat(work.files("hdfs:///user/hadoop/h.txt"))
                .singleElement()
                .isEqualTo(job.work().resolve("h.txt"));
        assertThat(work.files("hdfs://ip-10-0-0-1:8020/user/hadoop/h.txt#other"))
                .hasSize(1);
        assertThatThrownBy(() -> work.files("hdfs:///none")).hasMessageContaining("in the cluster's HDFS");
        assertThatThrownBy(() -> work.files("hdfs:///../../job")).hasMessageContaining("leads out of HDFS");
        assertThatThrownBy(() -> work.files("https://example.com/x")).hasMessageContaining("are not supported here");
        RunningJob serverless = RunningJobs.of(
                folder.resolve("other"), new JobCommand.SparkSubmit("s3://b/x.py", List.of(), ""), Map.of());
        assertThatThrownBy(() -> new WorkingFolder(serverless).files("hdfs:///x"))
                .hasMessageContaining("have no HDFS");
    }
}
