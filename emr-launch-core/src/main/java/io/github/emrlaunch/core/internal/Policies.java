package io.github.emrlaunch.core.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.iam.CfnRole;
import software.amazon.awscdk.services.iam.PolicyDocument;
import software.constructs.Construct;

/** IAM policies as plain data, handed to the CDK whole: a call for each statement would cross a process boundary each time. */
public final class Policies {
    private Policies() {}

    /** A policy document of these statements. */
    public static PolicyDocument document(List<Map<String, Object>> statements) {
        return PolicyDocument.fromJson(Map.of("Statement", statements));
    }

    /**
     * A role with one policy within, as {@code AssumeRolePolicyDocument} and {@code Policies} of a resource have it.
     *
     * @param findings what cdk-nag would find in the statements
     */
    public static CfnRole role(
            Construct scope,
            String id,
            String service,
            String policyName,
            List<Map<String, Object>> statements,
            List<Map<String, Object>> findings) {
        CfnRole role = CfnRole.Builder.create(scope, id)
                .assumeRolePolicyDocument(trust(service))
                .policies(List.of(CfnRole.PolicyProperty.builder()
                        .policyName(policyName)
                        .policyDocument(json(statements))
                        .build()))
                .build();
        CdkNag.suppressAtFirst(role, findings);
        return role;
    }

    /** The trust policy of a role that a service acts as. */
    static Map<String, Object> trust(String service) {
        Map<String, Object> trust = statement("sts:AssumeRole", null);
        trust.put("Principal", Map.of("Service", service));
        return json(List.of(trust));
    }

    /** A policy document of these statements, for an L1 construct, in the same order each time. */
    static Map<String, Object> json(List<Map<String, Object>> statements) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("Version", "2012-10-17");
        document.put("Statement", statements);
        return document;
    }

    /** A statement that allows actions on resources. */
    public static Map<String, Object> allow(List<String> actions, String... resources) {
        return statement(actions, List.of(resources));
    }

    /** A statement that allows actions under a condition of the operator StringLike. */
    public static Map<String, Object> allowIfLike(List<String> actions, String resource, String key, String pattern) {
        Map<String, Object> statement = statement(actions.size() == 1 ? actions.get(0) : actions, resource);
        statement.put("Condition", Map.of("StringLike", Map.of(key, pattern)));
        return statement;
    }

    /** A statement that allows to pass a role to one service only, such as {@code ec2.amazonaws.com*}. */
    public static Map<String, Object> passRole(String roleArn, String service) {
        return allowIfLike(List.of("iam:PassRole"), roleArn, "iam:PassedToService", service);
    }

    private static Map<String, Object> statement(Object action, @Nullable Object resource) {
        // Map.of has another order in each JVM, and so would the template.
        Map<String, Object> statement = new LinkedHashMap<>();
        statement.put("Effect", "Allow");
        statement.put("Action", action);
        if (resource != null) {
            statement.put("Resource", resource);
        }
        return statement;
    }
}
