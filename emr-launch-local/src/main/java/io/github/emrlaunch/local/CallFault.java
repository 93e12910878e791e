package io.github.emrlaunch.local;

import java.time.Duration;

/** A fault that a test plans for calls of an AWS operation. The caller is authorized before the fault occurs. */
public sealed interface CallFault {
    /** The service throttles the call with its own error. The operation is not performed. */
    record Throttled() implements CallFault {}

    /** The service returns this error. The operation is not performed. */
    record Failed(String errorCode, int httpStatus, String message) implements CallFault {}

    /** The operation is performed, but the connection breaks before the response is complete. An SDK retries the call. */
    record AnswerLost() implements CallFault {}

    /** The operation is performed, and the response is delayed by this duration, in real time. */
    record AnswerDelayed(Duration realTime) implements CallFault {}

    /** The call succeeds. The action runs after the caller is authorized and before the operation is performed. */
    record Before(Runnable action) implements CallFault {}

    /** The call succeeds. The action runs after the operation is performed and before the caller receives the response. */
    record After(Runnable action) implements CallFault {}

    static CallFault throttled() {
        return new Throttled();
    }

    /** The service fails with status 500. The operation is not performed. */
    static CallFault serverError() {
        return new Failed("InternalServerError", 500, "An internal server error occurred");
    }

    static CallFault failed(String errorCode, int httpStatus, String message) {
        return new Failed(errorCode, httpStatus, message);
    }

    static CallFault answerLost() {
        return new AnswerLost();
    }

    /**
     * The response is delayed. Virtual time does not pass meanwhile. This affects timeouts in real time: the timeout of a Lambda
     * function and the timeout of a client.
     */
    static CallFault answerDelayed(Duration realTime) {
        return new AnswerDelayed(realTime);
    }

    /** Runs an action just before the operation is performed, such as stopping the execution whose task makes the call. */
    static CallFault before(Runnable action) {
        return new Before(action);
    }

    /** Runs an action between the operation and the response, such as stopping the execution whose task makes the call. */
    static CallFault after(Runnable action) {
        return new After(action);
    }
}
