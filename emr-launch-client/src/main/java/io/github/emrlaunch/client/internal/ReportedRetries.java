package io.github.emrlaunch.client.internal;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.retries.api.AcquireInitialTokenRequest;
import software.amazon.awssdk.retries.api.AcquireInitialTokenResponse;
import software.amazon.awssdk.retries.api.RecordSuccessRequest;
import software.amazon.awssdk.retries.api.RecordSuccessResponse;
import software.amazon.awssdk.retries.api.RefreshRetryTokenRequest;
import software.amazon.awssdk.retries.api.RefreshRetryTokenResponse;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.retries.api.TokenAcquisitionFailedException;

/**
 * A retry strategy that reports each retry of another strategy. Before the first response of AWS, wrong settings are more likely than an
 * interrupted network: then a call is made three times at most, and only its failure is reported.
 */
final class ReportedRetries implements RetryStrategy {
    private static final int ATTEMPTS_WITHOUT_ANSWER = 3;

    private final RetryStrategy strategy;
    private final AtomicBoolean answered;
    private final AtomicInteger withoutAnswer = new AtomicInteger();
    private final AtomicInteger clockSkews = new AtomicInteger();
    private final BiConsumer<Throwable, Duration> listener;

    /**
     * Wraps a strategy.
     *
     * @param answered whether AWS has responded; several clients may share it
     */
    ReportedRetries(RetryStrategy strategy, AtomicBoolean answered, BiConsumer<Throwable, Duration> listener) {
        this.strategy = strategy;
        this.answered = answered;
        this.listener = listener;
    }

    @Override
    public AcquireInitialTokenResponse acquireInitialToken(AcquireInitialTokenRequest request) {
        return strategy.acquireInitialToken(request);
    }

    @Override
    public RefreshRetryTokenResponse refreshRetryToken(RefreshRetryTokenRequest request) {
        RefreshRetryTokenResponse response = strategy.refreshRetryToken(request);
        if (request.failure() instanceof SdkServiceException answer) {
            answered.set(true);
            if (answer.isClockSkewException()) {
                return afterClockSkew(request, response);
            }
        }
        if (answered.get()) {
            listener.accept(request.failure(), response.delay());
        } else if (withoutAnswer.incrementAndGet() >= ATTEMPTS_WITHOUT_ANSWER
                || request.failure().getCause() instanceof SocketTimeoutException) {
            throw new TokenAcquisitionFailedException("No response", response.token(), request.failure());
        }
        return response;
    }

    /** After the first refusal the SDK signs with the time of AWS. It cannot correct a second refusal. */
    private RefreshRetryTokenResponse afterClockSkew(
            RefreshRetryTokenRequest request, RefreshRetryTokenResponse response) {
        if (clockSkews.incrementAndGet() > 1) {
            throw new TokenAcquisitionFailedException(
                    "Refused for its time again", response.token(), request.failure());
        }
        return response;
    }

    @Override
    public RecordSuccessResponse recordSuccess(RecordSuccessRequest request) {
        answered.set(true);
        clockSkews.set(0);
        return strategy.recordSuccess(request);
    }

    @Override
    public int maxAttempts() {
        return strategy.maxAttempts();
    }

    /** The strategy is complete. The SDK would build another one, without reports. */
    @Override
    public boolean useClientDefaults() {
        return false;
    }

    @Override
    public Builder<?, ?> toBuilder() {
        return strategy.toBuilder();
    }
}
