package io.github.emrlaunch.local.internal.jobs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.http.RequestListener;
import io.github.emrlaunch.local.internal.service.ProgressSource;
import io.github.emrlaunch.local.internal.service.Services;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The requests of jobs. Virtual time stands while a job runs, except where the job waits for it: while a function or an execution
 * runs that the job has called, and when it repeats a request for the state of something that is under way, such as an execution.
 * All other requests, however often they are repeated, let no time pass, so no time-out strikes because of them.
 */
public final class JobRequests implements RequestListener {
    /** Operations that answer only after virtual time has passed. */
    private static final Set<String> TAKE_TIME = Set.of("lambda:Invoke", "states:StartSyncExecution");

    /** A message can come from anything that is under way. */
    private static final String RECEIVE = "sqs:ReceiveMessage";

    private static final int REMEMBERED = 1000;

    private record Look(String accessKeyId, String action, ObjectNode input) {}

    private final Services services;
    private final Supplier<Instant> now;
    private final RequestListener others;
    private final Set<Look> answered = new HashSet<>();
    private Instant since = Instant.MIN;

    /**
     * @param now virtual time
     * @param others told of the requests that are no job's
     */
    public JobRequests(Services services, Supplier<Instant> now, RequestListener others) {
        this.services = services;
        this.now = now;
        this.others = others;
    }

    @Override
    public Runnable arrived(String accessKeyId, String service, String operation, ObjectNode input) {
        Optional<JobTime> found = services.all(JobHost.class).stream()
                .flatMap(host -> host.jobs().timeOf(accessKeyId).stream())
                .findFirst();
        if (found.isEmpty()) {
            return others.arrived(accessKeyId, service, operation, input);
        }
        JobTime time = found.get();
        String action = service + ":" + operation;
        if (waits(action, input, time.jobId()) && isRepeated(new Look(accessKeyId, action, input.deepCopy()))) {
            time.pass();
        }
        return TAKE_TIME.contains(action) ? time.release()::close : () -> {};
    }

    private boolean waits(String action, ObjectNode input, String jobId) {
        return action.equals(RECEIVE)
                || services.all(ProgressSource.class).stream()
                        .anyMatch(source -> source.isUnderWay(action, input, jobId));
    }

    /** Whether it was answered since time last passed. */
    private synchronized boolean isRepeated(Look look) {
        Instant time = now.get();
        if (!time.equals(since) || answered.size() >= REMEMBERED) {
            answered.clear();
            since = time;
        }
        return !answered.add(look);
    }
}
