package io.github.emrlaunch.core.serverless;

import io.github.emrlaunch.core.cluster.EmrConfiguration;
import io.github.emrlaunch.core.internal.CodeProtection;
import io.github.emrlaunch.core.internal.EmrRelease;
import io.github.emrlaunch.core.internal.GivenNumbers;
import io.github.emrlaunch.core.internal.Tokens;
import io.github.emrlaunch.core.internal.states.Reference;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules of applications that are checked at synthesis. */
final class ApplicationRules {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._/#-]{1,64}");
    private static final Pattern IMAGE = Pattern.compile(
            "\\d{12}\\.dkr\\.ecr\\.[a-z0-9-]+\\.[a-z0-9._-]+/[a-z0-9._/-]+(:[A-Za-z0-9_][A-Za-z0-9._-]*|@sha256:[0-9a-f]{64})");
    private static final EmrRelease FIRST = new EmrRelease(6, 6, 0);
    static final EmrRelease FIRST_WITH_SCHEDULER = new EmrRelease(7, 0, 0);

    /** <a href="https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/jobs-shuffle-optimized-disks.html">Shuffle-optimized disks</a> */
    static final EmrRelease FIRST_WITH_SHUFFLE_OPTIMIZED_DISKS = new EmrRelease(7, 1, 0);

    /** <a href="https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/interactive-workloads-livy-endpoints.html">Livy endpoints</a> */
    static final EmrRelease FIRST_WITH_LIVY = new EmrRelease(6, 14, 0);

    /** <a href="https://docs.aws.amazon.com/cli/latest/reference/emr-serverless/start-session.html">StartSession</a> */
    static final EmrRelease FIRST_WITH_SESSIONS = new EmrRelease(7, 13, 0);

    /** <a href="https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/monitor-with-prometheus.html">Prometheus</a> */
    static final EmrRelease FIRST_WITH_PROMETHEUS = new EmrRelease(7, 1, 0);

    private ApplicationRules() {}

    static String requireName(String name) {
        if (!Tokens.isUnresolved(name) && !NAME.matcher(name).matches() && !Reference.isExpression(name)) {
            throw new IllegalArgumentException(
                    "'applicationName' must be 1 to 64 letters, digits, and ._/#-, got: " + name);
        }
        return name;
    }

    static void checkRelease(String label, ApplicationType type) {
        if (Tokens.isUnresolved(label) || Reference.isExpression(label)) {
            return;
        }
        if (EmrRelease.parse(label).filter(parsed -> !parsed.isBefore(FIRST)).isEmpty()) {
            throw new IllegalArgumentException(
                    "'releaseLabel' must be a release of EMR Serverless, emr-%s or later, such as emr-7.12.0 or emr-spark-8.0.0, got: %s"
                            .formatted(FIRST, label));
        }
        if (EmrRelease.isOfSpark(label) && type != ApplicationType.SPARK) {
            throw new IllegalArgumentException("'releaseLabel' %s has Spark only, 'type' is %s".formatted(label, type));
        }
    }

    /** Checks the minimum release of a property, if the release is known. */
    static void requireRelease(String property, String label, EmrRelease first) {
        if (EmrRelease.parse(label).filter(release -> release.isBefore(first)).isPresent()) {
            throw new IllegalArgumentException("%s needs emr-%s or later, got: %s".formatted(property, first, label));
        }
    }

    static void checkImages(ApplicationType type, @Nullable String imageUri, Map<WorkerType, String> workerImages) {
        if (imageUri != null) {
            checkImage("'imageUri'", imageUri);
        }
        if (workerImages.isEmpty()) {
            return;
        }
        if (imageUri != null) {
            throw new IllegalArgumentException(
                    "'imageUri' is for all workers, 'workerImages' for each type: set only one of them");
        }
        workerImages.forEach((worker, uri) -> checkImage("'workerImages'", uri));
        Set<WorkerType> ofType = EnumSet.noneOf(WorkerType.class);
        for (WorkerType worker : WorkerType.values()) {
            if (worker.applicationType() == type) {
                ofType.add(worker);
            }
        }
        if (!workerImages.keySet().equals(ofType)) {
            throw new IllegalArgumentException(
                    "'workerImages' must have an image for each of %s, which are the workers of %s, got: %s"
                            .formatted(ofType, type, workerImages.keySet()));
        }
    }

    private static void checkImage(String property, String uri) {
        if (!Tokens.isUnresolved(uri) && !IMAGE.matcher(uri).matches()) {
            throw new IllegalArgumentException(property
                    + " must name an image in a private Amazon ECR registry by tag or digest, such as "
                    + "123456789012.dkr.ecr.eu-west-1.amazonaws.com/spark:7.12.0, got: " + uri);
        }
    }

    static void checkCapacity(ApplicationType type, List<InitialCapacity> initial, @Nullable MaximumCapacity maximum) {
        Set<WorkerType> seen = EnumSet.noneOf(WorkerType.class);
        for (InitialCapacity capacity : initial) {
            if (capacity.type().applicationType() != type) {
                throw new IllegalArgumentException(
                        "'initialCapacity' has workers of type %s, which an application of type %s doesn't have"
                                .formatted(capacity.type().key(), type));
            }
            if (!seen.add(capacity.type())) {
                throw new IllegalArgumentException("'initialCapacity' has two entries for workers of type %s"
                        .formatted(capacity.type().key()));
            }
        }
        if (maximum != null) {
            requireWithin("vCPUs", initial, Worker::vCpus, maximum.vCpus());
            requireWithin("GB of memory", initial, Worker::memoryGb, maximum.memoryGb());
            if (maximum.diskGb() != null) {
                requireWithin("GB of disk", initial, Worker::diskGb, maximum.diskGb());
            }
        }
    }

    /** Workers whose number or size is known only at deployment are not counted. */
    private static void requireWithin(
            String unit, List<InitialCapacity> initial, Function<Worker, Number> ofWorker, Number maximum) {
        long sum = 0;
        for (InitialCapacity capacity : initial) {
            Number size = ofWorker.apply(capacity.worker());
            sum += Tokens.isUnresolved(capacity.count()) || Tokens.isUnresolved(size)
                    ? 0
                    : capacity.count().longValue() * size.longValue();
        }
        if (GivenNumbers.isOutside(maximum, sum, Long.MAX_VALUE)) {
            throw new IllegalArgumentException(
                    "'initialCapacity' has %d %s in total, 'maximumCapacity' allows %d: the application could not start"
                            .formatted(sum, unit, maximum.longValue()));
        }
    }

    /** Checks that each classification occurs once, and that secrets are annotated as EMR Serverless expects it, not as EMR on EC2 does. */
    static void checkConfigurations(List<EmrConfiguration> configurations) {
        Set<String> seen = new HashSet<>();
        for (EmrConfiguration configuration : configurations) {
            if (!seen.add(configuration.classification())) {
                throw new IllegalArgumentException("'configurations' has the classification %s twice: make it one"
                        .formatted(configuration.classification()));
            }
            configuration.properties().keySet().stream()
                    .filter(key -> key.toLowerCase(Locale.ROOT).startsWith("emr.secret@"))
                    .findFirst()
                    .ifPresent(key -> {
                        throw new IllegalArgumentException(
                                ("'configurations': on EMR Serverless the value is annotated, not the key: set %s to "
                                                + "EMR.secret@ and the secret's name")
                                        .formatted(key.substring(key.indexOf('@') + 1)));
                    });
            checkConfigurations(configuration.configurations());
        }
    }

    /** Returns the files of code that settings of applications name. */
    static List<String> codeUris(List<EmrConfiguration> configurations) {
        List<String> uris = new ArrayList<>();
        for (EmrConfiguration configuration : configurations) {
            configuration.properties().forEach((name, value) -> {
                if (CodeProtection.isOfCode(name, value)) {
                    uris.add(value);
                }
            });
            uris.addAll(codeUris(configuration.configurations()));
        }
        return uris;
    }
}
