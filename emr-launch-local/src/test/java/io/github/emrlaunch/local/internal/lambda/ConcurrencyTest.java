package io.github.emrlaunch.local.internal.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.emrlaunch.local.internal.aws.AwsException;
import org.junit.jupiter.api.Test;

/**
 * Sources: "Lambda function scaling" in the Lambda developer guide; error codes and reasons as LocalStack recorded them
 * ({@code test_lambda.snapshot.json}, TestLambdaConcurrency; {@code test_lambda_api.snapshot.json},
 * TestLambdaReservedConcurrency).
 */
class ConcurrencyTest {
    private final Concurrency concurrency = new Concurrency();

    @Test
    void reservedConcurrencyLimitsItsFunction() {
        concurrency.reserve("a", 2);
        concurrency.enter("a");
        concurrency.enter("a");

        assertReason("a", "ReservedFunctionConcurrentInvocationLimitExceeded");
        concurrency.enter("b");
        concurrency.leave("a");
        concurrency.enter("a");
    }

    @Test
    void otherFunctionsShareUnreservedConcurrency() {
        concurrency.limitAccount(105);
        concurrency.reserve("a", 5);
        concurrency.limitAccount(7);
        concurrency.enter("b");
        concurrency.enter("c");

        assertReason("b", "ConcurrentInvocationLimitExceeded");
        assertReason("d", "ConcurrentInvocationLimitExceeded");
        concurrency.enter("a");
        concurrency.leave("c");
        concurrency.enter("d");
    }

    @Test
    void rejectsReservationThatLeavesTooLittleUnreservedConcurrency() {
        concurrency.reserve("a", 800);
        concurrency.reserve("a", 900);

        assertThatThrownBy(() -> concurrency.reserve("b", 1))
                .isInstanceOf(AwsException.class)
                .hasMessageEndingWith("below its minimum value of [100].");
        concurrency.limitAccount(10);
        concurrency.reserve("a", null);
        assertThatThrownBy(() -> concurrency.reserve("b", 1)).hasMessageEndingWith("below its minimum value of [10].");
        concurrency.reserve("b", 0);
        assertReason("b", "ReservedFunctionConcurrentInvocationLimitExceeded");
    }

    private void assertReason(String function, String reason) {
        assertThatThrownBy(() -> concurrency.enter(function)).isInstanceOfSatisfying(AwsException.class, error -> {
            assertThat(error.code()).isEqualTo("TooManyRequestsException");
            assertThat(error.status()).isEqualTo(429);
            assertThat(error.message()).isEqualTo("Rate Exceeded.");
            assertThat(error.fields()).containsEntry("Reason", reason);
        });
    }
}
