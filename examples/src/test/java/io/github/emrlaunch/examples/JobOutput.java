package io.github.emrlaunch.examples;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.LocalAws;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Reads the output of a Spark job in a bucket. */
public final class JobOutput {
    private JobOutput() {}

    /** Returns the data files of a folder, in the order of their names. */
    public static List<Path> parts(LocalAws aws, String bucket, String folder) {
        return aws.s3().keys(bucket).stream()
                .filter(key -> key.startsWith(folder + "/part-"))
                .map(key -> aws.s3().folder(bucket).resolve(key))
                .toList();
    }

    /** Returns the lines of the data files, one file after the other. */
    public static List<String> lines(LocalAws aws, String bucket, String folder) {
        return parts(aws, bucket, folder).stream().flatMap(JobOutput::lines).toList();
    }

    /** Returns the rows of a folder with JSON. */
    public static List<JsonNode> json(LocalAws aws, String bucket, String folder) {
        return lines(aws, bucket, folder).stream().map(Json::parse).toList();
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
