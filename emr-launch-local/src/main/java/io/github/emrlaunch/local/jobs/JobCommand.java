package io.github.emrlaunch.local.jobs;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The command of a job, as in the request to EMR. */
public sealed interface JobCommand {
    /**
     * A step of a cluster.
     *
     * @param jar such as {@code command-runner.jar} or {@code s3://code/job.jar}
     * @param mainClass the main class; null when the manifest of the jar names it
     * @param properties the Java properties of the step
     */
    record Step(String jar, @Nullable String mainClass, List<String> arguments, Map<String, String> properties)
            implements JobCommand {
        /** Copies the arguments and properties. */
        public Step {
            arguments = List.copyOf(arguments);
            properties = Map.copyOf(properties);
        }
    }

    /**
     * A Spark job of EMR Serverless.
     *
     * @param entryPoint such as {@code s3://code/job.py}
     * @param parameters the {@code sparkSubmitParameters} as one text; empty without any
     */
    record SparkSubmit(String entryPoint, List<String> arguments, String parameters) implements JobCommand {
        /** Copies the arguments. */
        public SparkSubmit {
            arguments = List.copyOf(arguments);
        }
    }

    /**
     * A Hive job of EMR Serverless.
     *
     * @param query the location of the script, such as {@code s3://code/job.sql}
     * @param initialQuery the location of the script that runs first; null without one
     * @param parameters the parameters as one text; empty without any
     */
    record Hive(String query, @Nullable String initialQuery, String parameters) implements JobCommand {}
}
