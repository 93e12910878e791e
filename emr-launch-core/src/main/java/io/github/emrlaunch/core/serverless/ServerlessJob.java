package io.github.emrlaunch.core.serverless;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.internal.Tokens;
import io.github.emrlaunch.definitions.JobRunOverride;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a job function runs: a {@link SparkJob} or a {@link HiveJob}. Immutable. */
public abstract sealed class ServerlessJob permits SparkJob, HiveJob {
    private static final Pattern IN_S3 = Pattern.compile("s3://[^/]+/.+");

    private final String entryPoint;
    private final @Nullable EmrCode code;

    ServerlessJob(String entryPoint, @Nullable EmrCode code) {
        this.entryPoint = requireInS3("The entry point of a job", entryPoint);
        this.code = code;
    }

    static String requireInS3(String what, String uri) {
        boolean isUnknown = Tokens.isUnresolved(uri) && !uri.contains("://");
        if (!isUnknown && !IN_S3.matcher(uri).matches()) {
            throw new IllegalArgumentException(
                    "%s must be in S3, such as s3://bucket/job.jar, got: %s. EmrCode uploads a folder"
                            .formatted(what, uri));
        }
        return uri;
    }

    final String entryPoint() {
        return entryPoint;
    }

    final @Nullable EmrCode code() {
        return code;
    }

    /** The applications that run it. */
    abstract ApplicationType type();

    /** Everything that an execution may say, in no particular order; the same one may be there twice. */
    abstract List<JobRunOverride> overrides();

    /** The arguments that are fixed, which the driver refers to by their index. */
    abstract List<String> fixedArguments();

    /** The parameters that are fixed, which the driver refers to; empty when there are none. */
    abstract String fixedParameters();

    /**
     * The member JobDriver of a task's parameters, in the Amazon States Language.
     *
     * @param state where the task finds the fixed parts and the overrides
     */
    abstract ObjectNode driver(JobRunState state);

    /** The same of a job without overrides, as plain values. */
    abstract ObjectNode driver();
}
