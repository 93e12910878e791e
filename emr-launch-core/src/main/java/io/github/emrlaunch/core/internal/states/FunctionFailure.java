package io.github.emrlaunch.core.internal.states;

/**
 * The failure of a function of the library as a state machine tells it: JSONata that defines two functions of a failure, {@code {"Error",
 * "Cause"}}.
 */
public final class FunctionFailure {
    /** Defines {@code $name}. Lambda gives an exception of ours its qualified class name; the short name is API. */
    public static final String NAME = "$name := function($failure) { "
            + "$contains($failure.Error, /^io\\.github\\.emrlaunch\\./) ? $replace($failure.Error, /^.*\\.|Exception$/, '') : $failure.Error }; ";

    /**
     * Defines {@code $message}: the message within what Lambda says of an exception, which is JSON unless it was cut; else the text as it
     * is. Only a complete string literal is parsed: no other text is sure to be JSON.
     */
    public static final String MESSAGE = "$message := function($failure) { "
            + "($found := $match($failure.Cause, /\"errorMessage\"\\s*:\\s*\"([^\\\\\"]*(?:\\\\.[^\\\\\"]*)*)\"/); "
            + "$count($found) = 0 ? $failure.Cause : $parse('{\"text\":\"' & $found[0].groups[0] & '\"}').text) }; ";

    private FunctionFailure() {}
}
