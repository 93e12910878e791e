package io.github.emrlaunch.core.serverless;

import io.github.emrlaunch.core.internal.Tokens;
import io.github.emrlaunch.definitions.JobRunOverride;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.PolicyDocument;
import software.amazon.awscdk.services.iam.Role;

/** What every run of a job would fail of, found once, at synth. */
final class JobRules {
    /** Hadoop resolves these, and so they lead out of what a pattern allows. */
    static final List<String> UPWARDS = List.of("*/../*", "*/..");

    static final int MAX_TIMEOUT_MINUTES = 300 * 24 * 60;

    private JobRules() {}

    static void requireType(IServerlessApplication application, ServerlessJob job) {
        if (application.getType() != job.type()) {
            throw new IllegalArgumentException(
                    "'job' is a job of %s, 'application' runs %s".formatted(job.type(), application.getType()));
        }
    }

    /** Of a role that isn't made in this app, nobody knows here. */
    static void requireAssumable(IRole role, IServerlessApplication application, @Nullable ServerlessJobRole jobRole) {
        if (jobRole != null && !jobRole.isFor(application)) {
            throw new IllegalArgumentException(
                    "'jobRole' %s is for other applications only: name '%s' in its 'applications', too"
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

    /** For what has nobody to check what an execution says. */
    static void requireFixed(ServerlessJob job) {
        job.overrides().stream().findFirst().ifPresent(override -> {
            throw new IllegalArgumentException(
                    "'job' has the override '%s', which a task can't check: make it a job function and run that"
                            .formatted(override.name()));
        });
    }

    /** Overrides by name, each with a default that it would allow. */
    static Map<String, JobRunOverride> byName(List<JobRunOverride> overrides) {
        Map<String, JobRunOverride> byName = new LinkedHashMap<>();
        for (JobRunOverride override : overrides) {
            JobRunOverride other = byName.putIfAbsent(override.name(), override);
            if (other != null && !other.equals(override)) {
                throw new IllegalArgumentException(
                        "'job' has two overrides named '%s': %s, and %s. Give one another name"
                                .formatted(override.name(), other.rule(), override.rule()));
            }
            requireMatchingDefault(override);
        }
        return byName;
    }

    private static void requireMatchingDefault(JobRunOverride override) {
        String value = override.defaultValue().asText();
        String pattern = override.pattern();
        if (pattern == null || Tokens.isUnresolved(pattern) || Tokens.isUnresolved(value)) {
            return;
        }
        boolean leadsUpwards = override.isPath() && UPWARDS.stream().anyMatch(upwards -> matches(upwards, value));
        if (leadsUpwards || !matches(pattern, value)) {
            throw new IllegalArgumentException("Override '%s': the default must be %s, got: %s"
                    .formatted(override.name(), override.rule(), value));
        }
    }

    private static boolean matches(String pattern, String value) {
        String regex = Stream.of(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return Pattern.matches(regex, value);
    }
}
