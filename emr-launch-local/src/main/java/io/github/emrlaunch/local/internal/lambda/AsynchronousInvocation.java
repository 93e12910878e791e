package io.github.emrlaunch.local.internal.lambda;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the asynchronous invocations of a function, see <a
 * href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html">error handling</a>.
 *
 * @param retries how often the function is invoked again after a failure
 * @param maximumAge the maximum age of a throttled event
 * @param deadLetterQueueArn the queue for unprocessed events; null without one
 */
record AsynchronousInvocation(
        int retries, Duration maximumAge, @Nullable String deadLetterQueueArn) {
    static final AsynchronousInvocation DEFAULT = new AsynchronousInvocation(2, Duration.ofHours(6), null);

    AsynchronousInvocation withRetries(int times) {
        return new AsynchronousInvocation(times, maximumAge, deadLetterQueueArn);
    }

    AsynchronousInvocation withMaximumAge(Duration age) {
        return new AsynchronousInvocation(retries, age, deadLetterQueueArn);
    }

    AsynchronousInvocation withDeadLetterQueue(@Nullable String queueArn) {
        return new AsynchronousInvocation(retries, maximumAge, queueArn);
    }
}
