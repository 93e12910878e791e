package io.github.emrlaunch.lambdas;

import java.util.Set;
import software.amazon.awssdk.services.emrserverless.EmrServerlessClient;
import software.amazon.awssdk.services.emrserverless.model.ApplicationState;

/** Stops an application of EMR Serverless and waits until it is stopped. Job runs are left alone: while there are any, EMR Serverless refuses. */
final class ApplicationStopper {
    /** In these EMR Serverless changes and deletes an application, or it is gone. */
    private static final Set<ApplicationState> AT_REST =
            Set.of(ApplicationState.CREATED, ApplicationState.STOPPED, ApplicationState.TERMINATED);

    private static final int LOOKS = 100;

    private final EmrServerlessClient serverless;
    private final Runnable pause;

    /** @param pause between two looks */
    ApplicationStopper(EmrServerlessClient serverless, Runnable pause) {
        this.serverless = serverless;
        this.pause = pause;
    }

    /**
     * Does it.
     *
     * @return the state in which the application is then; one at rest, unless it takes too long
     */
    ApplicationState stop(String applicationId) {
        ApplicationState state = look(applicationId);
        for (int looks = 1; looks < LOOKS && !AT_REST.contains(state); looks++) {
            if (state == ApplicationState.STARTED) {
                serverless.stopApplication(request -> request.applicationId(applicationId));
            }
            pause.run();
            state = look(applicationId);
        }
        return state;
    }

    private ApplicationState look(String applicationId) {
        return serverless
                .getApplication(request -> request.applicationId(applicationId))
                .application()
                .state();
    }
}
