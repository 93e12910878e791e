package io.github.emrlaunch.local.internal.jobs;

import io.github.emrlaunch.local.internal.aws.Principal;
import java.util.Set;

/**
 * Where the logs of a job go.
 *
 * @param uri the folder in S3, such as {@code s3://logs/j-2AXXXXXXGAPLF/steps/s-3AXXXXXXGAPLF}
 * @param writer who writes them
 * @param names those that are written, such as {@code stdout}
 */
public record LogDestination(String uri, Principal writer, Set<String> names) {
    public LogDestination {
        names = Set.copyOf(names);
    }
}
