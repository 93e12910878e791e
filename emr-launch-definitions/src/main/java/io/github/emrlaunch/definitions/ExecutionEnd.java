package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The notification of an ended execution. State machines and the clean-up function send it to an SNS topic as its message, and
 * to an EventBridge event bus as the detail of an event:
 *
 * <pre>{@code
 * {"Kind": "EmrLaunchFunction", "Name": "default/etl", "Status": "FAILED",
 *  "Execution": "arn:aws:states:…:execution:default_etl:…",
 *  "Error": "ClusterStartFailed", "Cause": "Cluster j-… did not start: …",
 *  "ClusterId": "j-…"}
 * }</pre>
 *
 * <p>{@code Error} and {@code Cause} are present unless the status is SUCCEEDED. {@code ClusterId}, {@code ClusterName},
 * {@code ApplicationId} and {@code JobRunId} are present if they are known, {@code FromPhase} if a phase of a pipeline failed, and {@code
 * Left} if resources are left.
 */
public final class ExecutionEnd {
    /** The source of events. */
    public static final String EVENT_SOURCE = "emr-launch";

    /** The detail type of events. */
    public static final String EVENT_DETAIL_TYPE = "EMR Launch Execution Ended";

    /** The {@link Kind} of the state machine. */
    public static final String KIND = "Kind";

    /** The name of the launch function, pipeline or job function, with its namespace if it has one. */
    public static final String NAME = "Name";

    /** The {@link Status} of the execution. */
    public static final String STATUS = "Status";

    /** The ARN of the execution. */
    public static final String EXECUTION = "Execution";

    /** The name of the error. */
    public static final String ERROR = "Error";

    /** The cause of the error, as text. */
    public static final String CAUSE = "Cause";

    /** The name of the phase of a pipeline that failed, from which an execution may start. */
    public static final String FROM_PHASE = "FromPhase";

    /** The id of the cluster. */
    public static final String CLUSTER_ID = "ClusterId";

    /** The name of the cluster. */
    public static final String CLUSTER_NAME = "ClusterName";

    /** The id of the application of EMR Serverless. */
    public static final String APPLICATION_ID = "ApplicationId";

    /** The id of the job run. */
    public static final String JOB_RUN_ID = "JobRunId";

    /** The ids of clusters that could not be terminated and steps that could not be cancelled, if any. */
    public static final String LEFT = "Left";

    private static final int MAX_SUBJECT = 99;

    private ExecutionEnd() {}

    /** A kind of state machine. */
    public enum Kind {
        /** A launch function. */
        LAUNCH_FUNCTION("EmrLaunchFunction", "EMR launch"),

        /** A pipeline. */
        PIPELINE("EmrPipeline", "EMR pipeline"),

        /** A job function of EMR Serverless. */
        JOB_FUNCTION("ServerlessJobFunction", "EMR Serverless job");

        private final String value;
        private final String label;

        Kind(String value, String label) {
            this.value = value;
            this.label = label;
        }

        /** Returns the value of the member {@link ExecutionEnd#KIND}. */
        public String value() {
            return value;
        }
    }

    /** The status of an ended execution in Step Functions. */
    public enum Status {
        /** The execution succeeded. */
        SUCCEEDED("succeeded"),

        /** The execution failed. */
        FAILED("failed"),

        /** The execution was stopped. */
        ABORTED("was stopped"),

        /** The execution timed out. */
        TIMED_OUT("timed out");

        private final String verb;

        Status(String verb) {
            this.verb = verb;
        }
    }

    /** Returns the members of all notifications except {@link #EXECUTION}. */
    public static ObjectNode of(Kind kind, String name, Status status) {
        return Json.object().put(KIND, kind.value()).put(NAME, name).put(STATUS, status.name());
    }

    /**
     * Returns the subject of the message in a form that SNS accepts: fewer than 100 characters, no line breaks or control characters. A
     * longer subject is
     * truncated.
     *
     * @see <a href="https://docs.aws.amazon.com/sns/latest/api/API_Publish.html">Publish</a>
     */
    public static String subject(Kind kind, String name, Status status) {
        String line = "%s %s: %s".formatted(kind.label, status.verb, name).replaceAll("[\\p{Cc}\\u2028\\u2029]", " ");
        if (line.length() <= MAX_SUBJECT) {
            return line;
        }
        // Does not split a surrogate pair.
        int end = Character.isHighSurrogate(line.charAt(MAX_SUBJECT - 1)) ? MAX_SUBJECT - 1 : MAX_SUBJECT;
        return line.substring(0, end);
    }
}
