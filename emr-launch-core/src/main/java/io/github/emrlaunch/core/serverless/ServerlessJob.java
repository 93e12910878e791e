package io.github.emrlaunch.core.serverless;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.internal.Tokens;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.OverrideRule;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The job of a job function: a {@link SparkJob} or a {@link HiveJob}. Immutable. */
public abstract sealed class ServerlessJob permits SparkJob, HiveJob {
    private static final Pattern IN_S3 = Pattern.compile("s3://[^/]+/.+");

    private final String entryPoint;
    private final @Nullable EmrCode code;

    ServerlessJob(String entryPoint, @Nullable EmrCode code) {
        this.entryPoint = requireInS3("The entry point of a job", Validation.required("entryPoint", entryPoint));
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

    /** The type of the applications that run it. */
    abstract ApplicationType type();

    /** All texts of its request that may have overrides. */
    abstract List<JobText> texts();

    /** The rules of all overrides, in no particular order; one may be there twice. */
    final List<OverrideRule> overrides() {
        return texts().stream().flatMap(text -> text.overrides().stream()).toList();
    }

    /** The arguments of its program, in their order. */
    List<JobText> arguments() {
        return List.of();
    }

    /**
     * The member JobDriver of a request.
     *
     * @param write how a text is written
     */
    abstract ObjectNode driver(Function<JobText, String> write);

    /** Texts joined to one line, with spaces between them; empty when there are none. */
    static Optional<JobText> line(List<JobText> texts) {
        return texts.stream()
                .reduce((line, next) -> line.and(JobText.fixed(" ")).and(next));
    }
}
