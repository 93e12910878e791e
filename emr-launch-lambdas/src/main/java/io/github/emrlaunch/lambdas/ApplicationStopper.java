package io.github.emrlaunch.lambdas;

import io.github.emrlaunch.lambdas.aws.AwsClient;
import io.github.emrlaunch.lambdas.aws.CalledService;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Stops an application of EMR Serverless and waits until it is stopped. Job runs are not cancelled: while there are any, EMR Serverless
 * refuses.
 */
final class ApplicationStopper {
    /** The states in which EMR Serverless allows changing and deleting an application, or in which it is deleted. */
    private static final Set<String> AT_REST = Set.of("CREATED", "STOPPED", "TERMINATED");

    private static final int LOOKS = 100;

    private final AwsClient aws;
    private final Runnable pause;

    /** @param pause the pause between polls */
    ApplicationStopper(AwsClient aws, Runnable pause) {
        this.aws = aws;
        this.pause = pause;
    }

    /**
     * Stops the application.
     *
     * @return the state of the application, which is one of these unless the stop takes too long
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
