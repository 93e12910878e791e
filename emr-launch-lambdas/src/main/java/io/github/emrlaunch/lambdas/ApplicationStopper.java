package io.github.emrlaunch.lambdas;

import io.github.emrlaunch.lambdas.aws.AwsClient;
import io.github.emrlaunch.lambdas.aws.CalledService;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Stops an application of EMR Serverless and waits until it is stopped. Job runs are left alone: while there are any, EMR Serverless refuses. */
final class ApplicationStopper {
    /** In these EMR Serverless changes and deletes an application, or it is gone. */
    private static final Set<String> AT_REST = Set.of("CREATED", "STOPPED", "TERMINATED");

    private static final int LOOKS = 100;

    private final AwsClient aws;
    private final Runnable pause;

    /** @param pause between two looks */
    ApplicationStopper(AwsClient aws, Runnable pause) {
        this.aws = aws;
        this.pause = pause;
    }

    /**
     * Does it.
     *
     * @return the state in which the application is then; one at rest, unless it takes too long
     */
    String stop(String applicationId) {
        String state = look(applicationId);
        for (int looks = 1; looks < LOOKS && !AT_REST.contains(state); looks++) {
            if (state.equals("STARTED")) {
                aws.callRest(CalledService.EMR_SERVERLESS, "StopApplication", "POST", path(applicationId) + "/stop");
            }
            pause.run();
            state = look(applicationId);
        }
        return state;
    }

    private String look(String applicationId) {
        return aws.callRest(CalledService.EMR_SERVERLESS, "GetApplication", "GET", path(applicationId))
                .path("application")
                .path("state")
                .asText();
    }

    private static String path(String applicationId) {
        return "/applications/" + URLEncoder.encode(applicationId, StandardCharsets.UTF_8);
    }
}
