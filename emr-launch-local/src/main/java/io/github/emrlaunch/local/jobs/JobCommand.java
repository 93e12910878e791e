package io.github.emrlaunch.local.jobs;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The command of a job, as the request to EMR has it. */
public sealed interface JobCommand {
    /**
     * A step of a cluster.
     *
     * @param jar such as {@code command-runner.jar} or {@code s3://code/job.jar}
     * @param mainClass null where the jar's manifest names it
     * @param properties Java properties of the step
     */
    record Step(String jar, @Nullable String mainClass, List<String> arguments, Map<String, String> properties)
            implements JobCommand {
        /** Keeps the arguments and properties as they are. */
        public Step {
            arguments = List.copyOf(arguments);
            properties = Map.copyOf(properties);
        }
    }

    /**
     * A Spark job of EMR Serverless.
     *
     * @param entryPoint such as {@code s3://code/job.py}
     * @param parameters {@code sparkSubmitParameters} as one text; empty without them
     */
    record SparkSubmit(String entryPoint, List<String> arguments, String parameters) implements JobCommand {
        /** Keeps the arguments as they are. */
        public SparkSubmit {
            arguments = List.copyOf(arguments);
        }
    }

    /**
     * A Hive job of EMR Serverless.
     *
     * @param query where the script is, such as {@code s3://code/job.sql}
     * @param initialQuery where the script is that runs before, null without one
     * @param parameters as one text; empty without them
     */
    record Hive(String query, @Nullable String initialQuery, String parameters) implements JobCommand {}
}
