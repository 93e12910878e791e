package io.github.emrlaunch.core.launch;

/**
 * What a failed launch says of its failure: JSONata over the variables {@code reason}, {@code failure}, {@code lookFailure},
 * {@code terminationFailure}, {@code clusterId}, {@code status} and the differences of a {@link LaunchStateMachine}.
 */
final class LaunchFailure {
    /** A state has failed, with {@code failure}. */
    static final String FAILED = "Failed";

    /** The cluster has other settings than it was asked for. */
    static final String DIFFERENT = "Different";

    /** The cluster was not ready in time. */
    static final String LATE = "Late";

    /** The cluster has ended, or is about to. */
    static final String ENDED = "Ended";

    private static final int MAX_ERROR = 256;
    private static final int MAX_CAUSE = 32_768;

    /** Lambda gives an exception of ours its qualified class name; the short name is API. */
    private static final String NAME = "$name := function($failure) { "
            + "$contains($failure.Error, /^io\\.github\\.emrlaunch\\./) ? $replace($failure.Error, /^.*\\.|Exception$/, '') : $failure.Error }; ";

    /**
     * The message within what Lambda says of an exception, which is JSON unless it was cut; else the text as it is. Only a complete
     * string literal is parsed: no other text is sure to be JSON.
     */
    private static final String MESSAGE = "$message := function($failure) { "
            + "($found := $match($failure.Cause, /\"errorMessage\"\\s*:\\s*\"([^\\\\\"]*(?:\\\\.[^\\\\\"]*)*)\"/); "
            + "$count($found) = 0 ? $failure.Cause : $parse('{\"text\":\"' & $found[0].groups[0] & '\"}').text) }; ";

    /** The cluster's state with EMR's code and message, where EMR gave them. */
    private static final String STATUS = "$seen := $join([$string($status.State) & "
            + "($exists($status.StateChangeReason.Code) ? ' (' & $status.StateChangeReason.Code & ')' : ''), "
            + "$status.StateChangeReason.Message], ': '); ";

    /** The error's name. */
    static final String ERROR = "(%s$substring($reason = '%s' ? $name($failure) : '%s', 0, %d))"
            .formatted(NAME, FAILED, LaunchErrors.CLUSTER_START_FAILED, MAX_ERROR);

    private LaunchFailure() {}

    /** The error's cause, as a sentence. */
    static String cause(int startTimeoutSeconds) {
        String late = "'it was not ready %d seconds after EMR had accepted it' & ".formatted(startTimeoutSeconds)
                + "($exists($status.State) ? '. It is ' & $seen "
                + ": ', and could not be described: ' & $name($lookFailure) & ': ' & $message($lookFailure))";
        return "(" + NAME + MESSAGE + STATUS
                + "$cluster := 'Cluster ' & $string($clusterId); "
                + "$start := $cluster & ' did not start: '; "
                + "$cause := $reason = '%s' ? $start & 'EMR made it with other settings than it was asked for: ' "
                        .formatted(DIFFERENT)
                + "& $join($append($differences, $seenDifferences), '; ') "
                + ": $reason = '%s' ? $start & %s ".formatted(LATE, late)
                + ": $reason = '%s' ? $start & 'it is ' & $seen : $message($failure); ".formatted(ENDED)
                + "$left := $not($exists($terminationFailure.Error)) ? '' : '. ' & ($clusterId = null ? 'A cluster of this launch' : $cluster) & "
                + "' may still be running, terminating it failed: ' & $name($terminationFailure) & ': ' & $message($terminationFailure); "
                + "$substring($cause, 0, %d - $length($substring($left, 0, %d))) & $substring($left, 0, %d))"
                        .formatted(MAX_CAUSE, MAX_CAUSE / 2, MAX_CAUSE / 2);
    }
}
