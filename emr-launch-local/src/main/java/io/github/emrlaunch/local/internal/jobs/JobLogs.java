package io.github.emrlaunch.local.internal.jobs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.Gateway;
import io.github.emrlaunch.local.internal.aws.Payload;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/** Writes the logs of jobs to S3, gzipped, with the permissions of their writer. */
final class JobLogs {
    private static final Pattern FOLDER = Pattern.compile("s3[an]?://([^/]+)/*(.*)");

    private final Gateway gateway;
    private final Path temporary;

    /** @param temporary an existing folder for files before their upload */
    JobLogs(Gateway gateway, Path temporary) {
        this.gateway = gateway;
        this.temporary = temporary;
    }

    /**
     * Writes the logs.
     *
     * @param logs the log files by name
     * @return one line for each reason why logs could not be written
     */
    List<String> write(LogDestination destination, Map<String, Path> logs) {
        Matcher folder = FOLDER.matcher(destination.uri());
        if (!folder.matches()) {
            return List.of("The logs were not written to " + destination.uri() + ": it is not an S3 URI");
        }
        String prefix = folder.group(2).isEmpty() ? "" : folder.group(2).replaceFirst("/*$", "/");
        List<String> reasons = new ArrayList<>();
        new TreeMap<>(logs).forEach((name, file) -> {
            if (destination.names().contains(name) && !Files.isRegularFile(file)) {
                reasons.add("The log " + name + " was not written to " + destination.uri()
                        + ": the job did not write this file: " + file);
            } else if (destination.names().contains(name)) {
                try {
                    put(destination, folder.group(1), prefix + name + ".gz", file);
                } catch (IOException | RuntimeException e) {
                    reasons.add("The logs could not be written to " + destination.uri() + ": " + FailureReason.of(e));
                }
            }
        });
        return reasons.stream().distinct().toList();
    }

    private void put(LogDestination destination, String bucket, String key, Path file) throws IOException {
        Path zipped = Files.createTempFile(temporary, "log-", ".gz");
        try {
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
                Files.copy(file, out);
            }
            ObjectNode request = AwsJson.object().put("Bucket", bucket).put("Key", key);
            request.set("Body", new Payload(() -> Files.newInputStream(zipped), Files.size(zipped)).node());
            gateway.call(CallContext.of(destination.writer()), "s3", "PutObject", request);
        } finally {
            Files.deleteIfExists(zipped);
        }
    }
}
