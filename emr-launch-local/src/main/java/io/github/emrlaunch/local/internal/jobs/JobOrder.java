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
 * @param id the id of the step or the job run
 * @param folder its working folder, in the folder of the service
 * @param shared the folder that it shares with other jobs, in the folder of the service
 * @param limit the maximum run time on AWS; null without a limit
 * @param principal the principal of the job
 * @param logs the destination of its logs; null when they stay on this machine
 * @param notes notes for the result
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
