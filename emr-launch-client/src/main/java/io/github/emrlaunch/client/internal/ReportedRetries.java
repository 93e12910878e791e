package io.github.emrlaunch.client.internal;

import java.time.Duration;
import java.util.function.BiConsumer;
import software.amazon.awssdk.retries.api.AcquireInitialTokenRequest;
import software.amazon.awssdk.retries.api.AcquireInitialTokenResponse;
import software.amazon.awssdk.retries.api.RecordSuccessRequest;
import software.amazon.awssdk.retries.api.RecordSuccessResponse;
import software.amazon.awssdk.retries.api.RefreshRetryTokenRequest;
import software.amazon.awssdk.retries.api.RefreshRetryTokenResponse;
import software.amazon.awssdk.retries.api.RetryStrategy;

/** Retries as another strategy does, and tells somebody about each. */
final class ReportedRetries implements RetryStrategy {
    private final RetryStrategy strategy;
    private final BiConsumer<Throwable, Duration> listener;

    ReportedRetries(RetryStrategy strategy, BiConsumer<Throwable, Duration> listener) {
        this.strategy = strategy;
        this.listener = listener;
    }

    @Override
    public AcquireInitialTokenResponse acquireInitialToken(AcquireInitialTokenRequest request) {
        return strategy.acquireInitialToken(request);
    }

    @Override
    public RefreshRetryTokenResponse refreshRetryToken(RefreshRetryTokenRequest request) {
        RefreshRetryTokenResponse response = strategy.refreshRetryToken(request);
        listener.accept(request.failure(), response.delay());
        return response;
    }

    @Override
    public RecordSuccessResponse recordSuccess(RecordSuccessRequest request) {
        return strategy.recordSuccess(request);
    }

    @Override
    public int maxAttempts() {
        return strategy.maxAttempts();
    }

    /** The strategy is complete; the SDK would build another one, which tells nobody. */
    @Override
    public boolean useClientDefaults() {
        return false;
    }

    @Override
    public Builder<?, ?> toBuilder() {
        return strategy.toBuilder();
    }
}
