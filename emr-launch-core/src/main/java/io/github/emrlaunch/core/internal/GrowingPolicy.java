package io.github.emrlaunch.core.internal;

import io.github.emrlaunch.definitions.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Lazy;
import software.amazon.awscdk.services.iam.CfnManagedPolicy;
import software.constructs.Construct;

/**
 * Permissions of a role that are added while an app is built, in as many managed policies as necessary: a managed policy holds 6,144
 * characters, the inline policies of a role 10,240 in total.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html">IAM quotas</a>
 */
final class GrowingPolicy {
    private static final int MAX_LENGTH = 6_144;

    /** The characters around and between the statements. */
    private static final int AROUND = 200;

    private final Construct scope;
    private final String roleName;
    private final List<Map<String, Object>> findings;
    private List<Map<String, Object>> statements = new ArrayList<>();
    /** The resources of the statements in the newest policy, by actions. */
    private final Map<List<String>, List<String>> resources = new HashMap<>();

    private int length = MAX_LENGTH;
    private int policies;

    /** @param findings the cdk-nag findings in the statements */
    GrowingPolicy(Construct scope, String roleName, List<Map<String, Object>> findings) {
        this.scope = scope;
        this.roleName = roleName;
        this.findings = findings;
    }

    /**
     * Adds a statement.
     *
     * @param unknown the number of characters that it may have in addition to its text, which has tokens
     */
    void add(Map<String, Object> statement, int unknown) {
        reserve(Json.write(Json.of(statement)).length() + unknown);
        statements.add(statement);
    }

    /** Allows actions on one more resource. */
    void addResource(List<String> actions, String resource) {
        Map<String, Object> statement = Policies.allow(actions, resource);
        // The tokens of pseudo parameters are longer than their values.
        reserve(Json.write(Json.of(statement)).length());
        resources
                .computeIfAbsent(actions, same -> {
                    List<String> its = new ArrayList<>();
                    statement.put("Resource", its);
                    statements.add(statement);
                    return its;
                })
                .add(resource);
    }

    private void reserve(int more) {
        if (length + more > MAX_LENGTH) {
            statements = new ArrayList<>();
            resources.clear();
            length = AROUND;
            policies++;
            addPolicy(statements);
        }
        length += more;
    }

    private void addPolicy(List<Map<String, Object>> itsStatements) {
        CdkNag.suppressAtFirst(
                CfnManagedPolicy.Builder.create(scope, "Permissions" + (policies == 1 ? "" : policies))
                        .roles(List.of(roleName))
                        .policyDocument(Lazy.uncachedAny(context -> Policies.json(itsStatements)))
                        .build(),
                findings);
    }
}
