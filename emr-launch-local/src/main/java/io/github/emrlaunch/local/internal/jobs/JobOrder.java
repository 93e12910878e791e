package io.github.emrlaunch.local.internal.jobs;

import io.github.emrlaunch.local.internal.aws.Principal;
import io.github.emrlaunch.local.jobs.JobCommand;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request to run a job.
 *
 * @param id of the step or the job run
 * @param folder its working folder, below that of the service
 * @param shared the folder that it shares with other jobs, below that of the service
 * @param limit the longest that it may run on AWS, null without a limit
 * @param principal as whom it runs
 * @param logs where its logs go, null when they stay on this machine
 * @param notes to add to the result
 */
public record JobOrder(
        String id,
        String name,
        JobCommand command,
        String releaseLabel,
        Map<String, Map<String, String>> classifications,
        String folder,
        String shared,
        @Nullable Duration limit,
        Principal principal,
        @Nullable LogDestination logs,
        List<String> notes) {
    public JobOrder {
        classifications = Map.copyOf(classifications);
        notes = List.copyOf(notes);
    }
}
