package io.github.emrlaunch.lambdas.aws;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.retries.api.AcquireInitialTokenRequest;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RecordSuccessRequest;
import software.amazon.awssdk.retries.api.RefreshRetryTokenRequest;
import software.amazon.awssdk.retries.api.RefreshRetryTokenResponse;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.retries.api.RetryToken;
import software.amazon.awssdk.retries.api.TokenAcquisitionFailedException;

/** The standard retries of the SDK, with a jitter that functions from the same snapshot do not share. */
final class Retries {
    private static final Duration DELAY = Duration.ofMillis(100);
    private static final Duration DELAY_WHEN_THROTTLED = Duration.ofSeconds(1);

    private final RetryStrategy strategy;

    Retries(int attempts) {
        this.strategy = DefaultRetryStrategy.standardStrategyBuilder()
                .useClientDefaults(false)
                .maxAttempts(attempts)
                .retryOnException(AwsCallFailedException.class)
                .treatAsThrottling(e -> e instanceof AwsCallFailedException failed && failed.isThrottled())
                .backoffStrategy(exponential(DELAY))
                .throttlingBackoffStrategy(exponential(DELAY_WHEN_THROTTLED))
                .build();
    }

    /**
     * Returns random delays up to the base, twice the base, four times the base. The delays of the SDK come from ThreadLocalRandom, whose
     * seed
     * is part of the snapshot. The first delay is before the second attempt.
     */
    private static BackoffStrategy exponential(Duration base) {
        return attempt -> Duration.ofMillis(new SecureRandom().nextLong(base.toMillis() << (attempt - 2)));
    }

    Attempts begin(String scope) {
        return new Attempts(strategy.acquireInitialToken(AcquireInitialTokenRequest.create(scope))
                .token());
    }

    /** The attempts of one call. */
    final class Attempts {
        private RetryToken token;

        private Attempts(RetryToken token) {
            this.token = token;
        }

        /** Returns the delay before the next attempt; empty if there is none. */
        Optional<Duration> next(AwsCallFailedException failure) {
            try {
                RefreshRetryTokenResponse response = strategy.refreshRetryToken(RefreshRetryTokenRequest.builder()
                        .token(token)
                        .failure(failure)
                        .build());
                token = response.token();
                return Optional.of(response.delay());
            } catch (TokenAcquisitionFailedException e) {
                return Optional.empty();
            }
        }

        void succeeded() {
            strategy.recordSuccess(RecordSuccessRequest.create(token));
        }
    }
}
