package io.github.emrlaunch.core.serverless;

import io.github.emrlaunch.core.internal.ServiceTask;
import io.github.emrlaunch.core.internal.TaskCall;
import software.amazon.awscdk.services.stepfunctions.RetryProps;
import software.amazon.awscdk.services.stepfunctions.TaskStateBase;
import software.amazon.awscdk.services.stepfunctions.TaskStateBaseProps;
import software.constructs.Construct;

/**
 * A task state that starts a job run, created by {@link ServerlessTasks#startJobRun}.
 *
 * <p>Its client token is derived from the execution, the state, the time at which the state was entered, its input, and the values of
 * variables and
 * expressions that it sends. Each iteration of a Map state starts its own job run, and a repeated call of one iteration finds the job run
 * that the first call
 * started. Equal items need a distinguishing value, such as the index, which {@code itemSelector} of the Map state can add
 * as {@code $$.Map.Item.Index}.
 *
 * <p>EMR Serverless runs a failed job again, see {@link JobRunSettings#withMaxAttempts}. {@link #addRetryOfCall} retries only
 * the call.
 */
public final class JobRunTask extends ServiceTask {
    private final boolean waits;

    JobRunTask(Construct scope, String id, TaskCall call, TaskStateBaseProps props) {
        super(scope, id, call, props);
        waits = TaskCall.waits(props);
    }

    /**
     * Throws an exception for a task that waits for its job: a retry does not run a failed job again.
     *
     * @throws IllegalArgumentException with the alternatives
     */
    @Override
    public TaskStateBase addRetry() {
        return addRetry(RetryProps.builder().build());
    }

    /**
     * Throws an exception for a task that waits for its job: a retry does not run a failed job again.
     *
     * @throws IllegalArgumentException with the alternatives
     */
    @Override
    public TaskStateBase addRetry(RetryProps props) {
        if (waits) {
            throw new IllegalArgumentException(
                    ("'addRetry' of '%s' would find the failed job run, and not run the job again. Use 'addRetryOfCall' where calls are lost or "
                                    + "throttled, and 'withMaxAttempts' of its settings to let EMR Serverless run a failed job again")
                            .formatted(getNode().getId()));
        }
        return addRetryOfCall(props);
    }

    /**
     * Adds a retry that starts no second job run: it finds the job run that an earlier call has started, even a failed one. With an
     * interval, it also waits for an application that refuses job runs while it stops itself.
     */
    public JobRunTask addRetryOfCall(RetryProps props) {
        super.addRetry(props);
        return this;
    }
}
