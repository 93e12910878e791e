package io.github.emrlaunch.core.serverless;

import io.github.emrlaunch.core.cluster.EmrConfiguration;
import io.github.emrlaunch.core.internal.CodeProtection;
import io.github.emrlaunch.core.internal.EmrRelease;
import io.github.emrlaunch.core.internal.Tokens;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules of applications that can be checked at synth. */
final class ApplicationRules {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._/#-]{1,64}");
    private static final Pattern IMAGE = Pattern.compile(
            "\\d{12}\\.dkr\\.ecr\\.[a-z0-9-]+\\.[a-z0-9._-]+/[a-z0-9._/-]+(:[A-Za-z0-9_][A-Za-z0-9._-]*|@sha256:[0-9a-f]{64})");
    private static final EmrRelease FIRST = new EmrRelease(6, 6, 0);
    private static final EmrRelease FIRST_WITH_SCHEDULER = new EmrRelease(7, 0, 0);

    private ApplicationRules() {}

    static String requireName(String name) {
        if (!Tokens.isUnresolved(name) && !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'applicationName' must be 1 to 64 letters, digits, and ._/#-, got: " + name);
        }
        return name;
    }

    static void checkRelease(String label, boolean hasScheduler) {
        if (Tokens.isUnresolved(label)) {
            return;
        }
        EmrRelease release = EmrRelease.parse(label)
                .filter(parsed -> !parsed.isBefore(FIRST))
                .orElseThrow(() -> new IllegalArgumentException(
                        "'releaseLabel' must be a release of EMR Serverless, emr-%s or later, such as emr-7.12.0, got: %s"
                                .formatted(FIRST, label)));
        if (hasScheduler && release.isBefore(FIRST_WITH_SCHEDULER)) {
            throw new IllegalArgumentException("'maxConcurrentRuns' and 'queueTimeout' need emr-%s or later, got: %s"
                    .formatted(FIRST_WITH_SCHEDULER, label));
        }
    }

    static void checkImage(String uri) {
        if (!Tokens.isUnresolved(uri) && !IMAGE.matcher(uri).matches()) {
            throw new IllegalArgumentException(
                    "'imageUri' must name an image in a private Amazon ECR registry by tag or digest, such as "
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
                throw new IllegalArgumentException("'initialCapacity' says twice how many workers of type %s there are"
                        .formatted(capacity.type().key()));
            }
        }
        if (maximum != null && initial.stream().noneMatch(ApplicationRules::isUnresolved)) {
            long vCpus = 0;
            long memory = 0;
            long disk = 0;
            for (InitialCapacity capacity : initial) {
                vCpus += (long) capacity.count() * capacity.worker().vCpus();
                memory += (long) capacity.count() * capacity.worker().memoryGb();
                disk += (long) capacity.count() * capacity.worker().diskGb();
            }
            requireWithin("vCPUs", vCpus, maximum.vCpus());
            requireWithin("GB of memory", memory, maximum.memoryGb());
            if (maximum.diskGb() != null) {
                requireWithin("GB of disk", disk, maximum.diskGb());
            }
        }
    }

    private static boolean isUnresolved(InitialCapacity capacity) {
        Worker worker = capacity.worker();
        return Tokens.isUnresolved(worker.vCpus())
                || Tokens.isUnresolved(worker.memoryGb())
                || Tokens.isUnresolved(worker.diskGb());
    }

    private static void requireWithin(String unit, long initial, int maximum) {
        if (initial > maximum) {
            throw new IllegalArgumentException(
                    "'initialCapacity' has %d %s in all, 'maximumCapacity' allows %d: the application could not start"
                            .formatted(initial, unit, maximum));
        }
    }

    /** Each classification stands once, and secrets are annotated as EMR Serverless, not as EMR on EC2, expects them. */
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

    /** The files of code that settings of applications name. */
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
