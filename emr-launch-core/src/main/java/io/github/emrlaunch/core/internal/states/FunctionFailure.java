package io.github.emrlaunch.core.internal.states;

/**
 * The failure of a function of the library in a state machine: JSONata that defines two functions of a failure, {@code {"Error",
 * "Cause"}}.
 */
public final class FunctionFailure {
    /** Defines {@code $name}. Lambda reports an exception of the library by its qualified class name. The short name is API. */
    public static final String NAME = "$name := function($failure) { "
            + "$contains($failure.Error, /^io\\.github\\.emrlaunch\\./) ? $replace($failure.Error, /^.*\\.|Exception$/, '') : $failure.Error }; ";

    /**
     * Defines {@code $message}: the message in Lambda's description of an exception, which is JSON unless it was truncated; otherwise the
     * text
     * unchanged. Only a complete string literal is parsed: other text may not be valid JSON.
     */
    public static final String MESSAGE = "$message := function($failure) { "
            + "($found := $match($failure.Cause, /\"errorMessage\"\\s*:\\s*\"([^\\\\\"]*(?:\\\\.[^\\\\\"]*)*)\"/); "
            + "$count($found) = 0 ? $failure.Cause : $parse('{\"text\":\"' & $found[0].groups[0] & '\"}').text) }; ";

    private FunctionFailure() {}
}
