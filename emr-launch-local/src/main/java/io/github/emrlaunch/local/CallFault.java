package io.github.emrlaunch.local;

import java.time.Duration;

/** What goes wrong with a call of an AWS operation, on request of a test. The caller is authorized first. */
public sealed interface CallFault {
    /** The service refuses because of too many requests, in its own words; nothing was done. */
    record Throttled() implements CallFault {}

    /** The service answers this error; nothing was done. */
    record Failed(String errorCode, int httpStatus, String message) implements CallFault {}

    /** The work is done, and the answer breaks off on its way: an SDK tries again. */
    record AnswerLost() implements CallFault {}

    /** The work is done, and the answer takes this long, in real time. */
    record AnswerDelayed(Duration realTime) implements CallFault {}

    /** Nothing goes wrong with the call itself; the action runs when the caller is authorized, before the work is done. */
    record Before(Runnable action) implements CallFault {}

    /** Nothing goes wrong with the call itself; the action runs when the work is done, before the caller gets the answer. */
    record After(Runnable action) implements CallFault {}

    static CallFault throttled() {
        return new Throttled();
    }

    /** The service fails with status 500; nothing was done. */
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
     * The answer comes late. Virtual time stands still meanwhile, so this is about what waits in real time: a Lambda function's
     * timeout, a client's timeout.
     */
    static CallFault answerDelayed(Duration realTime) {
        return new AnswerDelayed(realTime);
    }

    /** Something else happens just before the work is done, such as that the execution is stopped whose task calls. */
    static CallFault before(Runnable action) {
        return new Before(action);
    }

    /** Something else happens between the work and the answer, such as that the execution is stopped whose task calls. */
    static CallFault after(Runnable action) {
        return new After(action);
    }
}
