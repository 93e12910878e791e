package io.github.emrlaunch.core.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.iam.CfnRole;
import software.amazon.awscdk.services.iam.PolicyDocument;
import software.constructs.Construct;

/** IAM policies as plain data, passed to the CDK in one call: a call for each statement would cross a process boundary each time. */
public final class Policies {
    private Policies() {}

    /** Returns a policy document of these statements. */
    public static PolicyDocument document(List<Map<String, Object>> statements) {
        return PolicyDocument.fromJson(Map.of("Statement", statements));
    }

    /**
     * Creates a role with one inline policy, in the properties {@code AssumeRolePolicyDocument} and {@code Policies}.
     *
     * @param findings the cdk-nag findings in the statements
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

    /** Returns the trust policy of a role for a service. */
    static Map<String, Object> trust(String service) {
        Map<String, Object> trust = statement("sts:AssumeRole", null);
        trust.put("Principal", Map.of("Service", service));
        return json(List.of(trust));
    }

    /** Returns a policy document of these statements, for an L1 construct, always in the same order. */
    static Map<String, Object> json(List<Map<String, Object>> statements) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("Version", "2012-10-17");
        document.put("Statement", statements);
        return document;
    }

    /** Returns a statement that allows actions on resources. */
    public static Map<String, Object> allow(List<String> actions, String... resources) {
        return statement(actions, List.of(resources));
    }

    /** Returns a statement that allows actions under a condition of the operator StringLike. */
    public static Map<String, Object> allowIfLike(List<String> actions, String resource, String key, String pattern) {
        Map<String, Object> statement = statement(actions.size() == 1 ? actions.get(0) : actions, resource);
        statement.put("Condition", Map.of("StringLike", Map.of(key, pattern)));
        return statement;
    }

    /** Returns a statement that allows passing a role to one service only, such as {@code ec2.amazonaws.com*}. */
    public static Map<String, Object> passRole(String roleArn, String service) {
        return allowIfLike(List.of("iam:PassRole"), roleArn, "iam:PassedToService", service);
    }

    private static Map<String, Object> statement(Object action, @Nullable Object resource) {
        // The order of Map.of differs in each JVM, which would change the template.
        Map<String, Object> statement = new LinkedHashMap<>();
        statement.put("Effect", "Allow");
        statement.put("Action", action);
        if (resource != null) {
            statement.put("Resource", resource);
        }
        return statement;
    }
}
