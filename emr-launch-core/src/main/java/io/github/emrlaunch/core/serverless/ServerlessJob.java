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

    /** A location in S3, or one where images have programs: any other absolute path may be a path of the user's machine. */
    static final String PLACE = "s3://[^/]+/.+|local:///\\S+|/(usr|opt|home/hadoop)/\\S+";

    /** A path in the image that leads to another path, and characters that a path must not have. */
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

    /** Returns the location of the program as a value of a state. */
    final String entryPoint(JobReferences references) {
        return references.entryPoint("entryPoint", entryPoint).inStateMachine();
    }

    /** Returns the files that it runs. */
    List<String> programs() {
        return List.of(entryPoint);
    }

    final @Nullable EmrCode code() {
        return code;
    }

    /** Returns the files of code that it names: its entry point, and those in its settings. */
    final List<String> codeUris() {
        List<String> uris = new ArrayList<>(programs());
        uris.addAll(settings().codeUris());
        return uris;
    }

    /** Returns the code that it reads. */
    List<EmrCode> allCode() {
        return code == null ? List.of() : List.of(code);
    }

    /** Deploys its code with a construct, and allows the job's role to read it. */
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

    /** Returns the settings that are options on the command line. */
    abstract JobSettings settings();

    /** Returns the settings that follow from others, and their values. */
    Map<String, String> settingsOfEnvironment() {
        return Map.of();
    }

    /** Checks that the application supports its environment. */
    void requireFit(ApplicationFacts application) {
        application.configurations().stream()
                .filter(configuration ->
                        configuration.classification().equals(settings().classification()))
                .flatMap(configuration -> configuration.properties().keySet().stream())
                .filter(settingsOfEnvironment()::containsKey)
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException(
                            "'configurations' of the application and the environment of 'job' both set %s: remove one of them"
                                    .formatted(name));
                });
    }

    /** Returns the type of the applications that run it. */
    abstract ApplicationType type();

    /** Returns all strings of its request that may have overrides. */
    abstract List<JobText> texts();

    /** Returns the rules of all overrides, in no particular order; one may occur twice. */
    final List<OverrideRule> overrides() {
        return texts().stream().flatMap(text -> text.overrides().stream()).toList();
    }

    /** Returns the arguments of its program, in order. */
    List<JobText> arguments() {
        return List.of();
    }

    /** Returns the member JobDriver of a request. */
    abstract ObjectNode driver(JobReferences references);

    /** Returns strings joined to one line, with spaces between them; empty if there are none. */
    static Optional<JobText> line(List<JobText> texts) {
        return texts.stream()
                .reduce((line, next) -> line.and(JobText.fixed(" ")).and(next));
    }
}
