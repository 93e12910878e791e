package io.github.emrlaunch.local.spark.internal.command;

import io.github.emrlaunch.local.spark.internal.Ended;
import io.github.emrlaunch.local.spark.internal.JobFailure;
import io.github.emrlaunch.local.spark.internal.RunningJob;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/** Puts files and archives into a job's working folder, as YARN and EMR Serverless do. */
final class WorkingFolder {
    private final RunningJob job;

    WorkingFolder(RunningJob job) {
        this.job = job;
    }

    /** Adds all files that match a pattern such as {@code s3://bucket/*.txt}. */
    List<Path> files(String address) throws IOException, InterruptedException {
        List<Path> files = new ArrayList<>();
        for (String each : job.expand(address)) {
            files.add(file(each));
        }
        return files;
    }

    /** Unpacks all archives that match a pattern. */
    void archives(String address) throws IOException, InterruptedException {
        for (String each : job.expand(address)) {
            archive(each);
        }
    }

    /**
     * Adds a file.
     *
     * @param address with the name that it gets after a {@code #}; its own without one
     */
    Path file(String address) throws IOException, InterruptedException {
        String uri = uri(address);
        Path fetched = job.fetch(uri, Files.createTempDirectory(job.temporary(), "file"));
        Path target = target(address, String.valueOf(fetched.getFileName()));
        Files.move(fetched, target);
        return target;
    }

    /** Unpacks an archive into a folder of its name, or of the name after a {@code #}. */
    void archive(String address) throws IOException, InterruptedException {
        String uri = uri(address);
        Path fetched = job.fetch(uri, Files.createTempDirectory(job.temporary(), "archive"));
        String name = String.valueOf(fetched.getFileName());
        Path target = target(address, name);
        String kind = name.toLowerCase(Locale.ROOT);
        if (kind.endsWith(".zip") || kind.endsWith(".jar")) {
            Files.createDirectory(target);
            unzip(uri, fetched, target);
            Files.delete(fetched);
        } else if (kind.endsWith(".tar.gz") || kind.endsWith(".tgz") || kind.endsWith(".tar")) {
            Files.createDirectory(target);
            // It keeps links within the target and knows the modes of files, which a packed virtual environment needs.
            Ended ended = job.runNow(List.of("tar", "-xf", fetched.toString(), "-C", target.toString()));
            if (ended instanceof Ended.TimedOut) {
                throw new JobFailure("Unpacking the archive " + uri + " took longer than the job may run");
            }
            if (ended instanceof Ended.Failed failed) {
                throw new JobFailure("The archive " + uri + " cannot be unpacked: " + failed.message());
            }
            if (ended instanceof Ended.Exited exited && exited.code() != 0) {
                throw new JobFailure("The archive " + uri + " cannot be unpacked: " + job.failure(exited.code()));
            }
            Files.delete(fetched);
        } else {
            // As Spark does with other kinds.
            Files.move(fetched, target);
        }
    }

    private Path target(String address, String name) throws IOException {
        int hash = address.lastIndexOf('#');
        String wanted = hash < 0 ? name : address.substring(hash + 1);
        Path work = job.work().toAbsolutePath().normalize();
        Path target = work.resolve(wanted).normalize();
        if (wanted.isEmpty() || !target.startsWith(work) || target.equals(work)) {
            throw new JobFailure("The name '" + wanted + "' in " + address + " leads out of the working folder");
        }
        if (Files.exists(target)) {
            throw new JobFailure("The working folder has '" + wanted + "' already: give " + address
                    + " another name, such as address#name");
        }
        Files.createDirectories(target.getParent());
        job.layIn(target);
        return target;
    }

    private static String uri(String address) {
        int hash = address.lastIndexOf('#');
        return hash < 0 ? address : address.substring(0, hash);
    }

    private static void unzip(String uri, Path zip, Path target) throws IOException {
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
            int entries = 0;
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                entries++;
                Path path = target.resolve(entry.getName()).normalize();
                if (!path.startsWith(target)) {
                    throw new JobFailure(
                            "The archive " + uri + " has an entry that leads out of it: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                } else {
                    Files.createDirectories(path.getParent());
                    copy(in, path);
                }
            }
            if (entries == 0) {
                throw new JobFailure("The archive " + uri + " is no ZIP file, or an empty one");
            }
        } catch (ZipException e) {
            throw new JobFailure("The archive " + uri + " cannot be unpacked: " + e.getMessage());
        }
    }

    private static void copy(InputStream in, Path path) throws IOException {
        Files.copy(in, path);
    }
}
