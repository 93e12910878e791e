package io.github.emrlaunch.core.launch;

import static io.github.emrlaunch.core.internal.states.FunctionFailure.MESSAGE;
import static io.github.emrlaunch.core.internal.states.FunctionFailure.NAME;

/**
 * The error and cause of a failed launch, as JSONata over the variables {@code reason}, {@code failure}, {@code lookFailure},
 * {@code terminationFailure}, {@code clusterId}, {@code status} and the differences of a {@link LaunchStateMachine}.
 */
final class LaunchFailure {
    /** A state has failed, with {@code failure}. */
    static final String FAILED = "Failed";

    /** The cluster's settings differ from the requested ones. */
    static final String DIFFERENT = "Different";

    /** The cluster was not ready in time. */
    static final String LATE = "Late";

    /** The cluster is terminated or terminating. */
    static final String ENDED = "Ended";

    private static final int MAX_ERROR = 256;
    private static final int MAX_CAUSE = 32_768;

    /** The cluster's state with EMR's code and message, if EMR returned them. */
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
                + "$substring($left = '' ? $cause : $replace($cause, /\\.$/, ''), 0, %d - $length($substring($left, 0, %d))) & $substring($left, 0, %d))"
                        .formatted(MAX_CAUSE, MAX_CAUSE / 2, MAX_CAUSE / 2);
    }
}
