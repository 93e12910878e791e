package io.github.emrlaunch.client;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The folder in S3 that has the logs of one step or job run.
 *
 * @param uri such as {@code s3://logs/elasticmapreduce/j-2AXXXXXXGAPLF/steps/s-3AXXXXXXGAPLF/}
 * @param bucketOwner the account that must own the bucket; null for any account
 */
public record LogFolder(String uri, @Nullable String bucketOwner) {
    /** EMR returns the log location of a cluster with the scheme s3n, independent of the scheme in the request. */
    private static final Pattern URI = Pattern.compile("s3[an]?://([^/]+)/*(.*)");

    /** Accepts the schemes s3, s3a and s3n, and appends a missing slash. */
    public LogFolder {
        Matcher matcher = matcher(uri);
        String prefix = matcher.group(2);
        uri = "s3://" + matcher.group(1) + "/" + (prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/");
    }

    static LogFolder ofStep(String logUri, ClusterStep step, @Nullable String bucketOwner) {
        return new LogFolder(logUri, bucketOwner).below(step.clusterId() + "/steps/" + step.id());
    }

    static LogFolder ofJob(String logUri, StartedJobRun job, @Nullable String bucketOwner) {
        return new LogFolder(logUri, bucketOwner)
                .below("applications/%s/jobs/%s/%s".formatted(job.applicationId(), job.id(), job.driver()));
    }

    /** Returns the same folder with a required bucket owner. */
    public LogFolder ownedBy(String account) {
        return new LogFolder(uri, account);
    }

    LogFolder below(String path) {
        return new LogFolder(uri + path, bucketOwner);
    }

    LogFolder parent() {
        return new LogFolder(uri.replaceFirst("[^/]+/$", ""), bucketOwner);
    }

    String bucket() {
        return matcher(uri).group(1);
    }

    String prefix() {
        return matcher(uri).group(2);
    }

    String key(LogFile file) {
        return prefix() + file.fileName() + ".gz";
    }

    private static Matcher matcher(String text) {
        Matcher matcher = URI.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("The address of logs must begin with s3://BUCKET/, got: " + text);
        }
        return matcher;
    }
}
