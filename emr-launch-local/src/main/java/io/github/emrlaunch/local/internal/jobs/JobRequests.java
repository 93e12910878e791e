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
 * The requests of jobs. Virtual time stands still while a job runs, with two exceptions: while a function or an execution
 * runs that the job has called, and when the job repeats a request for the state of a resource in progress, such as an execution.
 * No other request lets time pass, however often it is repeated, so none of them causes a timeout.
 */
public final class JobRequests implements RequestListener {
    /** The operations that return only after virtual time has passed. */
    private static final Set<String> TAKE_TIME = Set.of("lambda:Invoke", "states:StartSyncExecution");

    /** Any resource in progress can send a message. */
    private static final String RECEIVE = "sqs:ReceiveMessage";

    private static final int REMEMBERED = 1000;

    private record Look(String accessKeyId, String action, ObjectNode input) {}

    private final Services services;
    private final Supplier<Instant> now;
    private final RequestListener others;
    private final Set<Look> answered = new HashSet<>();
    private Instant since = Instant.MIN;

    /**
     * @param now the virtual time
     * @param others receives the requests of other callers
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

    /** Returns whether the same request was answered since time last passed. */
    private synchronized boolean isRepeated(Look look) {
        Instant time = now.get();
        if (!time.equals(since) || answered.size() >= REMEMBERED) {
            answered.clear();
            since = time;
        }
        return !answered.add(look);
    }
}
