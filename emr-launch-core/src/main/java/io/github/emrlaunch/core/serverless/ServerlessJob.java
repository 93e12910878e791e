package io.github.emrlaunch.core.serverless;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.internal.CodeProtection;
import io.github.emrlaunch.core.internal.Tokens;
import io.github.emrlaunch.core.internal.states.Reference;
import io.github.emrlaunch.definitions.ClusterConfigurationDefinition.Artifact;
import io.github.emrlaunch.definitions.OverrideRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.iam.IRole;
import software.constructs.Construct;

/** The job of a job function: a {@link SparkJob} or a {@link HiveJob}. Immutable. */
public abstract sealed class ServerlessJob permits SparkJob, HiveJob {
    private static final Pattern IN_S3 = Pattern.compile("s3://[^/]+/.+");

    /** In S3, or where images have programs: any other absolute path may as well be one of the reader's own machine. */
    static final String PLACE = "s3://[^/]+/.+|local:///\\S+|/(usr|opt|home/hadoop)/\\S+";

    /** A path in the image that leads to another, and what no path has. */
    static final String ELSEWHERE = "[\\r\\n]|^(local://)?/(.*/)?[.][.](/|$)";

    private static final Pattern IS_PLACE = Pattern.compile(PLACE);
    private static final Pattern IS_ELSEWHERE = Pattern.compile(ELSEWHERE);

    private final String entryPoint;
    private final @Nullable EmrCode code;

    ServerlessJob(String entryPoint, @Nullable EmrCode code) {
        this.entryPoint = entryPoint;
        this.code = code;
    }

    static String requireInS3(String what, String uri) {
        if (!isUnknown(uri) && !IN_S3.matcher(uri).matches()) {
            throw new IllegalArgumentException(
                    "%s must be in S3, such as s3://bucket/job.jar, got: %s. EmrCode uploads a folder"
                            .formatted(what, uri));
        }
        return uri;
    }

    static String requireInS3OrImage(String what, String uri) {
        boolean isPlace =
                IS_PLACE.matcher(uri).matches() && !IS_ELSEWHERE.matcher(uri).find();
        if (!isUnknown(uri) && !isPlace) {
            throw new IllegalArgumentException(
                    ("%s must be in S3, such as s3://bucket/job.jar, or in the image, such as /usr/lib/spark/examples/jars/spark-examples.jar or "
                                    + "local:///home/hadoop/job.py, got: %s. EmrCode uploads a folder")
                            .formatted(what, uri));
        }
        return uri;
    }

    private static boolean isUnknown(String uri) {
        return Reference.isExpression(uri) || (Tokens.isUnresolved(uri) && !uri.contains("://"));
    }

    final String entryPoint() {
        return entryPoint;
    }

    /** The place of the program as a value of a state. */
    final String entryPoint(JobReferences references) {
        return references.entryPoint("entryPoint", entryPoint).inStateMachine();
    }

    /** The files that it runs. */
    List<String> programs() {
        return List.of(entryPoint);
    }

    final @Nullable EmrCode code() {
        return code;
    }

    /** The files of code that it names: its entry point, and what its settings add. */
    final List<String> codeUris() {
        List<String> uris = new ArrayList<>(programs());
        uris.addAll(settings().codeUris());
        return uris;
    }

    /** The code that it reads. */
    List<EmrCode> allCode() {
        return code == null ? List.of() : List.of(code);
    }

    /** Deploys its code with a construct, and lets the job's role read it. */
    final void deploy(Construct scope, IRole jobRole) {
        String what = "job '%s'".formatted(scope.getNode().getId());
        for (EmrCode each : allCode()) {
            each.deploy(scope);
            each.grantRead(scope, jobRole);
            Artifact artifact = each.artifact();
            CodeProtection.holds(scope, what, artifact.bucket(), artifact.path());
        }
        CodeProtection.runs(scope, what, codeUris());
    }

    /** Its settings, which are given as options. */
    abstract JobSettings settings();

    /** The settings that follow from others, and their values. */
    Map<String, String> settingsOfEnvironment() {
        return Map.of();
    }

    /** Refuses an application that its environment is not for. */
    void requireFit(ApplicationFacts application) {
        application.configurations().stream()
                .filter(configuration ->
                        configuration.classification().equals(settings().classification()))
                .flatMap(configuration -> configuration.properties().keySet().stream())
                .filter(settingsOfEnvironment()::containsKey)
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException(
                            "'configurations' of the application and the environment of 'job' both set %s: leave one of the two out"
                                    .formatted(name));
                });
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

    /** The member JobDriver of a request. */
    abstract ObjectNode driver(JobReferences references);

    /** Texts joined to one line, with spaces between them; empty when there are none. */
    static Optional<JobText> line(List<JobText> texts) {
        return texts.stream()
                .reduce((line, next) -> line.and(JobText.fixed(" ")).and(next));
    }
}
