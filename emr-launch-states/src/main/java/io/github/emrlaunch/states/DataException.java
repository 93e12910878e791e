package io.github.emrlaunch.states;

/** A state's data can't be processed. What runs the state turns this into a {@link StatesError} that names the state. */
final class DataException extends Exception {
    private final String error;

    private DataException(String error, String message) {
        super(message);
        this.error = error;
    }

    static DataException runtime(String message) {
        return new DataException(ErrorNames.RUNTIME, message);
    }

    static DataException intrinsic(String message) {
        return new DataException(ErrorNames.INTRINSIC_FAILURE, message);
    }

    static DataException resultPath(String message) {
        return new DataException(ErrorNames.RESULT_PATH_MATCH_FAILURE, message);
    }

    static DataException noChoiceMatched(String message) {
        return new DataException(ErrorNames.NO_CHOICE_MATCHED, message);
    }

    String error() {
        return error;
    }

    /** The message; unlike {@link #getMessage()} never null. */
    String problem() {
        return String.valueOf(getMessage());
    }
}
