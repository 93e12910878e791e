package io.github.emrlaunch.local.spark.internal;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The files that a job wrote into its working folder. */
final class Leftovers {
    private static final int NAMED = 5;
    private static final Pattern SCHEME = Pattern.compile("(s3[an]?|hdfs|file):");
    // Of Python, Spark, Derby and Hadoop themselves.
    private static final Set<String> NOT_OF_THE_JOB =
            Set.of("__pycache__", "artifacts", "derby.log", "metastore_db", "spark-warehouse");

    private final RunningJob job;

    Leftovers(RunningJob job) {
        this.job = job;
    }

    /** Adds notes for the author of the job. */
    void tell() throws IOException {
        List<Path> addressed = new ArrayList<>();
        List<Path> others = new ArrayList<>();
        Path work = job.work().toAbsolutePath().normalize();
        Files.walkFileTree(work, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return isOwn(folder) ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (isOwn(file) && !file.toString().endsWith(".crc")) {
                    Path path = work.relativize(file);
                    (SCHEME.matcher(path.getName(0).toString()).matches() ? addressed : others).add(path);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
        if (!addressed.isEmpty()) {
            job.note(names(addressed)
                    + ": wrote to the local disk; on EMR this is lost. The code wrote with the file functions of its"
                    + " language, for which an address such as s3://bucket/key is a folder named s3:. Write with Spark"
                    + " or an SDK of AWS");
        }
        if (!others.isEmpty()) {
            job.note(names(others) + ": wrote to the local disk; on EMR this is lost with "
                    + (job.serverless() ? "the worker" : "the cluster's machine")
                    + ". Write what shall stay to S3");
        }
    }

    private boolean isOwn(Path path) {
        return !job.laidIn().contains(path) && !NOT_OF_THE_JOB.contains(String.valueOf(path.getFileName()));
    }

    /** The folders of the files, or the files where there are few. */
    private static String names(List<Path> files) {
        Set<String> names = new TreeSet<>();
        files.forEach(file -> names.add(file.toString()));
        if (names.size() > NAMED) {
            names.clear();
            files.forEach(file -> names.add(file.getNameCount() == 1 ? file.toString() : file.getParent() + "/"));
        }
        List<String> first = names.stream().limit(NAMED).toList();
        return String.join(", ", first) + (names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "");
    }
}
