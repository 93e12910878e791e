package io.github.emrlaunch.core.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.OverridePath;
import io.github.emrlaunch.definitions.OverrideRule;
import io.github.emrlaunch.definitions.SecurityConsequence;
import java.util.Map;
import software.constructs.IConstruct;

/** Overrides by which whoever may start executions chooses freely what bears on security. */
public final class SecurityOverrides {
    private static final String WARNING = "securityOverride";

    private SecurityOverrides() {}

    /**
     * Checks that there is none that nobody acknowledged.
     *
     * @param configuration the part of a RunJobFlow request that a cluster configuration decides
     * @throws IllegalArgumentException when there is, with the consequence
     */
    public static void requireAcknowledged(Map<String, OverrideRule> rules, ObjectNode configuration) {
        rules.forEach((name, rule) -> {
            if (!rule.securityAcknowledged() && rule.opensSecurity(configuration)) {
                throw new IllegalArgumentException(
                        ("Override '%s' reaches '%s': whoever may start executions could %s. Give the rule the values that are allowed "
                                        + "(withAllowedValues), leave it out, or say that you know: acknowledgeSecurity()")
                                .formatted(name, rule.target(), consequence(rule.target())));
            }
        });
    }

    /**
     * Warns of each.
     *
     * @param role what messages call the role that clusters have
     */
    public static void warn(
            IConstruct construct, Map<String, OverrideRule> rules, ObjectNode configuration, String role) {
        rules.forEach((name, rule) -> {
            if (rule.opensSecurity(configuration)) {
                warn(construct, "Override '%s' reaches '%s'".formatted(name, rule.target()), rule.target(), role);
            }
        });
    }

    /** Warns of a path that an execution reaches. */
    public static void warn(IConstruct construct, String cause, String path, String role) {
        Warnings.add(
                construct,
                WARNING,
                "%s: whoever may start executions can %s on clusters that have %s"
                        .formatted(cause, consequence(path), role));
    }

    private static String consequence(String path) {
        return OverridePath.parse(path)
                .securityConsequence()
                .map(SecurityConsequence::words)
                .orElseThrow();
    }
}
