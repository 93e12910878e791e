package io.github.emrlaunch.core.serverless;

import io.github.emrlaunch.core.internal.ServiceTask;
import io.github.emrlaunch.core.internal.TaskCall;
import software.amazon.awscdk.services.stepfunctions.RetryProps;
import software.amazon.awscdk.services.stepfunctions.TaskStateBase;
import software.amazon.awscdk.services.stepfunctions.TaskStateBaseProps;
import software.constructs.Construct;

/**
 * A task state that starts a job run, as {@link ServerlessTasks#startJobRun} makes it.
 *
 * <p>Its client token is made of the execution, the state, the time at which that was entered, its input, and what it sends of variables and
 * expressions: each iteration of a Map state starts a job run of its own, and a second call of one iteration finds the job run that the first has
 * started. Items that are equal need something that tells them apart, such as the index, which {@code itemSelector} of the Map state puts
 * into them as {@code $$.Map.Item.Index}.
 *
 * <p>A job that has failed is run again by EMR Serverless itself, see {@link JobRunSettings#withMaxAttempts}. {@link #addRetryOfCall} is for
 * the call.
 */
public final class JobRunTask extends ServiceTask {
    private final boolean waits;

    JobRunTask(Construct scope, String id, TaskCall call, TaskStateBaseProps props) {
        super(scope, id, call, props);
        waits = TaskCall.waits(props);
    }

    /**
     * Refused for a task that waits for its job: a retry doesn't run a job again that has failed.
     *
     * @throws IllegalArgumentException with what does
     */
    @Override
    public TaskStateBase addRetry() {
        return addRetry(RetryProps.builder().build());
    }

    /**
     * Refused for a task that waits for its job: a retry doesn't run a job again that has failed.
     *
     * @throws IllegalArgumentException with what does
     */
    @Override
    public TaskStateBase addRetry(RetryProps props) {
        if (waits) {
            throw new IllegalArgumentException(
                    ("'addRetry' of '%s' would find the job run that has failed, and not run the job again. Say 'addRetryOfCall' where calls are lost or "
                                    + "throttled, and 'withMaxAttempts' of its settings to let EMR Serverless run a job again that has failed")
                            .formatted(getNode().getId()));
        }
        return addRetryOfCall(props);
    }

    /** Retries that start no second job run: each finds the one that an earlier call has started, even one that has failed. */
    public JobRunTask addRetryOfCall(RetryProps props) {
        super.addRetry(props);
        return this;
    }
}
