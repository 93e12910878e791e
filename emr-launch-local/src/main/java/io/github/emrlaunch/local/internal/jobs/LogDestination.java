package io.github.emrlaunch.local.internal.jobs;

import io.github.emrlaunch.local.internal.aws.Principal;
import java.util.Set;

/**
 * The destination of a job's logs.
 *
 * @param uri the folder in S3, such as {@code s3://logs/j-2AXXXXXXGAPLF/steps/s-3AXXXXXXGAPLF}
 * @param writer the principal that writes them
 * @param names the logs to write, such as {@code stdout}
 */
public record LogDestination(String uri, Principal writer, Set<String> names) {
    public LogDestination {
        names = Set.copyOf(names);
    }
}
