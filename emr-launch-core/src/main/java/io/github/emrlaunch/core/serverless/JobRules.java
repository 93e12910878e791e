package io.github.emrlaunch.core.serverless;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.cluster.EmrConfiguration;
import io.github.emrlaunch.core.internal.EmrRelease;
import io.github.emrlaunch.core.internal.Tokens;
import io.github.emrlaunch.definitions.OverrideRule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.PolicyDocument;
import software.amazon.awscdk.services.iam.Role;

/** The rules of job functions that are checked at synthesis. */
final class JobRules {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,39}");

    static final int MAX_TIMEOUT_MINUTES = 300 * 24 * 60;

    /** <a href="https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/release-version-7110.html">EMR Serverless 7.11.0</a> */
    private static final EmrRelease FIRST_WITH_SEVEN_DAYS = new EmrRelease(7, 11, 0);

    private static final int SEVEN_DAYS_IN_MINUTES = 7 * 24 * 60;

    /** <a href="https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/jobs-resiliency.html">Job resiliency</a> */
    private static final EmrRelease FIRST_WITH_RETRIES = new EmrRelease(7, 1, 0);

    private JobRules() {}

    /** Checks that an application of this or another app supports a run of the job. */
    static void requireFit(IServerlessApplication application, ServerlessJob job, JobRunSettings settings) {
        requireType(application.getType(), job);
        requireFit(job, settings);
        ApplicationFacts facts = facts(application);
        if (facts != null) {
            requireFit(facts, job, settings);
        }
    }

    /** Returns the known settings of an application, or null for one of another app. */
    static @Nullable ApplicationFacts facts(IServerlessApplication application) {
        return application instanceof ServerlessApplication known ? known.facts() : null;
    }

    private static void requireType(ApplicationType type, ServerlessJob job) {
        if (type != job.type()) {
            throw new IllegalArgumentException(
                    "'job' is a job of %s, 'application' runs %s".formatted(job.type(), type));
        }
    }

    /** Checks that the settings support the job, for any application. */
    static void requireFit(ServerlessJob job, JobRunSettings settings) {
        requireNotTwice(job.settings(), settings.configurations());
        if (settings.isStreaming() && job.type() != ApplicationType.SPARK) {
            throw new IllegalArgumentException(
                    "'settings' are for a streaming job, which only Spark has, 'job' is one of " + job.type());
        }
        if (settings.isFlex() && job.type() != ApplicationType.SPARK) {
            throw new IllegalArgumentException(
                    "'settings' are for Flex capacity, which only batch jobs of Spark have, 'job' is one of "
                            + job.type());
        }
    }

    /** A setting on the command line would override the same setting in a configuration, without regard to the author's intention. */
    private static void requireNotTwice(JobSettings ofJob, List<EmrConfiguration> configurations) {
        configurations.stream()
                .filter(one -> one.classification().equals(ofJob.classification()))
                .flatMap(one -> one.properties().keySet().stream())
                .filter(ofJob.values()::containsKey)
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException(
                            "'configurations' and the settings of 'job' both have %s of %s: leave one out"
                                    .formatted(name, ofJob.classification()));
                });
    }

    /** Checks that an application with these settings supports a run of the job. */
    static void requireFit(ApplicationFacts application, ServerlessJob job, JobRunSettings settings) {
        requireType(application.type(), job);
        job.requireFit(application);
        String label = application.releaseLabel();
        if (settings.isStreaming() || settings.hasRetryPolicy()) {
            ApplicationRules.requireRelease(
                    settings.isStreaming() ? "A streaming job" : "'attempts'", label, FIRST_WITH_RETRIES);
        }
        if (settings.monitoring().hasPrometheus()) {
            ApplicationRules.requireRelease("'remoteWriteUrl'", label, ApplicationRules.FIRST_WITH_PROMETHEUS);
        }
        boolean isShort = EmrRelease.parse(label)
                .filter(release -> !release.isBefore(FIRST_WITH_SEVEN_DAYS))
                .isPresent();
        if (isShort && !settings.isStreaming() && settings.timeoutMinutes() > SEVEN_DAYS_IN_MINUTES) {
            throw new IllegalArgumentException(
                    "'timeout' of a batch job is at most 7 days from emr-%s on, got %d minutes on %s. A streaming job has no limit"
                            .formatted(FIRST_WITH_SEVEN_DAYS, settings.timeoutMinutes(), label));
        }
    }

    /** The role of another app is not checked, because its trust policy is unknown. */
    static void requireAssumable(IRole role, IServerlessApplication application, @Nullable ServerlessJobRole jobRole) {
        if (jobRole != null && !jobRole.isFor(application)) {
            throw new IllegalArgumentException(
                    "'jobRole' %s is for other applications only: add '%s' to its 'applications'"
                            .formatted(
                                    jobRole.getNode().getPath(),
                                    application.getNode().getPath()));
        }
        if (role instanceof Role made) {
            PolicyDocument trust = made.getAssumeRolePolicy();
            if (trust != null && !isTrusted(Stack.of(made).resolve(trust))) {
                throw new IllegalArgumentException(
                        "'jobRole' %s can't be assumed by the application: its trust policy must allow sts:AssumeRole to %s, as a ServerlessJobRole does"
                                .formatted(made.getNode().getPath(), ServerlessJobRole.SERVICE));
            }
        }
    }

    private static boolean isTrusted(Object trust) {
        return trust instanceof Map<?, ?> document
                && listed(document.get("Statement"))
                        .anyMatch(statement -> statement instanceof Map<?, ?> members
                                && "Allow".equals(members.get("Effect"))
                                && members.get("Principal") instanceof Map<?, ?> principal
                                && listed(principal.get("Service")).anyMatch(ServerlessJobRole.SERVICE::equals));
    }

    private static Stream<?> listed(@Nullable Object value) {
        return value instanceof List<?> list ? list.stream() : Stream.ofNullable(value);
    }

    /** A task in a user's state machine has no previous states that would check overrides. */
    static void requireFixed(ServerlessJob job) {
        job.overrides().stream().findFirst().ifPresent(rule -> {
            throw new IllegalArgumentException(
                    "'job' has the override '%s', which a task can't check: build a job function and run that"
                            .formatted(rule.target()));
        });
    }

    /** Returns the rules of overrides by name, each with a valid default. */
    static Map<String, OverrideRule> byName(List<OverrideRule> rules) {
        Map<String, OverrideRule> byName = new LinkedHashMap<>();
        for (OverrideRule rule : rules) {
            OverrideRule other = byName.putIfAbsent(rule.target(), rule);
            if (other != null && !other.equals(rule)) {
                throw new IllegalArgumentException("'job' has two overrides named '%s': %s, and %s. Rename one"
                        .formatted(rule.target(), other.constraint(), rule.constraint()));
            }
            if (!NAME.matcher(rule.target()).matches()) {
                throw new IllegalArgumentException(
                        "The name of an override must be a letter, then letters, digits and _, at most 40 characters, got: "
                                + rule.target());
            }
            requireAllowedDefault(rule);
        }
        return byName;
    }

    private static void requireAllowedDefault(OverrideRule rule) {
        JsonNode value = rule.defaultValue();
        if (value == null || !value.isValueNode()) {
            throw new IllegalArgumentException(
                    "Override '%s': the default must be a string, a number or a boolean, got: %s"
                            .formatted(rule.target(), value == null ? "none" : value));
        }
        String violation = rule.violation(value);
        // The value of a token is unknown.
        if (violation != null && !Tokens.isUnresolved(rule.toString())) {
            throw new IllegalArgumentException("Override '%s': the default %s".formatted(rule.target(), violation));
        }
    }
}
