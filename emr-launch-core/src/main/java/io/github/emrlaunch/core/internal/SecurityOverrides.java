package io.github.emrlaunch.core.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.OverridePath;
import io.github.emrlaunch.definitions.OverrideRule;
import io.github.emrlaunch.definitions.SecurityConsequence;
import java.util.Map;
import java.util.function.Supplier;
import software.constructs.IConstruct;

/** Checks overrides that allow everybody who may start executions to choose security-relevant values freely. */
public final class SecurityOverrides {
    private static final String WARNING = "securityOverride";

    private SecurityOverrides() {}

    /**
     * Checks that all of them are acknowledged.
     *
     * @param configuration the part of a RunJobFlow request from the cluster configuration
     * @throws IllegalArgumentException when one is not acknowledged, with the consequence
     */
    public static void requireAcknowledged(Map<String, OverrideRule> rules, ObjectNode configuration) {
        rules.forEach((name, rule) -> {
            if (!rule.securityAcknowledged() && rule.opensSecurity(configuration)) {
                throw new IllegalArgumentException(
                        ("Override '%s' changes '%s': everybody who may start executions could %s. List the allowed values in the rule "
                                        + "(withAllowedValues), remove the override, or acknowledge the risk: acknowledgeSecurity()")
                                .formatted(name, rule.target(), consequence(rule.target())));
            }
        });
    }

    /**
     * Adds a warning for each of them.
     *
     * @param role returns the name of the clusters' role in messages, which costs a call of the CDK
     */
    public static void warn(
            IConstruct construct, Map<String, OverrideRule> rules, ObjectNode configuration, Supplier<String> role) {
        rules.forEach((name, rule) -> {
            if (rule.opensSecurity(configuration)) {
                warn(construct, "Override '%s' changes '%s'".formatted(name, rule.target()), rule.target(), role);
            }
        });
    }

    /** Adds a warning about a path that an execution can change. */
    public static void warn(IConstruct construct, String cause, String path, Supplier<String> role) {
        Warnings.add(
                construct,
                WARNING,
                "%s: everybody who may start executions can %s on clusters with %s"
                        .formatted(cause, consequence(path), role.get()));
    }

    private static String consequence(String path) {
        return OverridePath.parse(path)
                .securityConsequence()
                .map(SecurityConsequence::words)
                .orElseThrow();
    }
}
