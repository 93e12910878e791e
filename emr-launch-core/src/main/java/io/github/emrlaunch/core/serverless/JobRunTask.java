package io.github.emrlaunch.core.serverless;

import static io.github.emrlaunch.core.internal.states.Jsonata.expression;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.ServiceTask;
import io.github.emrlaunch.core.internal.TaskCall;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.stepfunctions.RetryProps;
import software.amazon.awscdk.services.stepfunctions.TaskStateBase;
import software.amazon.awscdk.services.stepfunctions.TaskStateBaseProps;
import software.constructs.Construct;

/**
 * A task state that starts a job run, as {@link ServerlessTasks#startJobRun} makes it. Its client token is made of the execution, the state,
 * the time at which that was entered, and its input: each iteration of a Map state starts a job run of its own, and a second call of one
 * iteration finds the job run that the first has started. So the author says what a retry is for: {@link #addRetryOfCall} or {@link
 * #addRetryOfJob}.
 */
public final class JobRunTask extends ServiceTask {
    private final ObjectNode arguments;
    private final boolean waits;
    private @Nullable Boolean startsNewRuns;

    JobRunTask(Construct scope, String id, TaskCall call, TaskStateBaseProps props) {
        super(scope, id, call, props);
        arguments = call.arguments();
        waits = TaskCall.waits(props);
    }

    /**
     * A client token, the same for each try of one entry of a state. The iterations of a Map state are told apart by their items, and by their
     * indexes where the context object has them.
     *
     * @param more what else makes it another one, behind a comma
     */
    static String clientToken(String more) {
        return expression(
                ("$hash($string([$states.context.Execution.Id, $states.context.State.Name, $states.context.State.EnteredTime, "
                                + "$states.context.Map.Item.Index, $states.input%s]), 'SHA-256')")
                        .formatted(more));
    }

    /**
     * Refused for a task that waits for its job: it doesn't say whether a job that has failed is to run again.
     *
     * @throws IllegalArgumentException with what does
     */
    @Override
    public TaskStateBase addRetry() {
        return addRetry(RetryProps.builder().build());
    }

    /**
     * Refused for a task that waits for its job: it doesn't say whether a job that has failed is to run again.
     *
     * @throws IllegalArgumentException with what does
     */
    @Override
    public TaskStateBase addRetry(RetryProps props) {
        if (waits) {
            throw new IllegalArgumentException(
                    ("'addRetry' of '%s' doesn't say whether a job that has failed is to run again. Say 'addRetryOfCall' to only find the job "
                                    + "run again that a lost or throttled call was for, 'addRetryOfJob' for a new job run with each retry, or "
                                    + "'withMaxAttempts' of its settings, by which EMR Serverless itself runs the job again")
                            .formatted(getNode().getId()));
        }
        return addRetryOfCall(props);
    }

    /**
     * Retries that start no second job run: each finds the one that an earlier call has started, even one that has failed.
     *
     * @throws IllegalArgumentException after {@link #addRetryOfJob}
     */
    public JobRunTask addRetryOfCall(RetryProps props) {
        return retry(props, false);
    }

    /**
     * Retries each of which starts a new job run. Where the answer of a call is lost, the job run that it has started runs on beside.
     *
     * @throws IllegalArgumentException after {@link #addRetryOfCall}, or for a task that doesn't wait for its job
     */
    public JobRunTask addRetryOfJob(RetryProps props) {
        if (!waits) {
            throw new IllegalArgumentException(
                    "'addRetryOfJob' needs a task that waits for its job: '%s' doesn't learn of its end"
                            .formatted(getNode().getId()));
        }
        arguments.put("ClientToken", clientToken(", $states.context.State.RetryCount"));
        return retry(props, true);
    }

    private JobRunTask retry(RetryProps props, boolean newRuns) {
        if (startsNewRuns != null && startsNewRuns != newRuns) {
            throw new IllegalArgumentException(
                    "'%s' has retries of its call and retries of its job: Step Functions counts them as one. Leave the retries of one kind out"
                            .formatted(getNode().getId()));
        }
        startsNewRuns = newRuns;
        super.addRetry(props);
        return this;
    }
}
