package io.github.emrlaunch.core.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.services.iam.CfnPolicy;
import software.amazon.awscdk.services.iam.CfnRole;
import software.amazon.awscdk.services.iam.IRole;
import software.constructs.IConstruct;

/**
 * Suppressions of cdk-nag findings in the library's own resources, each with a reason, in the metadata that cdk-nag
 * reads. Findings in additions of users are not suppressed. IAM roles and policies also get the suppression for inline
 * policies.
 *
 * @see <a href="https://github.com/cdklabs/cdk-nag#suppressing-a-rule">Suppressing a rule</a>
 */
public final class CdkNag {
    private static final String KEY = "cdk_nag";
    private static final String RULES = "rules_to_suppress";

    /** The finding of the compliance packs in each role with an inline policy, and in each such policy. */
    private static final List<Map<String, Object>> INLINE_POLICY = inPacks(
            List.of("HIPAA.Security", "NIST.800.53.R4", "NIST.800.53.R5", "PCI.DSS.321"),
            "IAMNoInlinePolicy",
            "The permissions of this role only");

    private CdkNag() {}

    /** Returns the suppressions of a rule that has the same name in several packs. */
    public static List<Map<String, Object>> inPacks(List<String> packs, String rule, String reason) {
        return packs.stream().map(pack -> rule(pack + "-" + rule, reason)).toList();
    }

    /** Returns the suppression of a rule for a complete resource. */
    public static Map<String, Object> rule(String id, String reason) {
        Map<String, Object> rule = new LinkedHashMap<>();
        rule.put("id", id);
        rule.put("reason", reason);
        return rule;
    }

    /**
     * Returns the suppression of one finding of a rule in a resource.
     *
     * @param finding the finding as a regular expression, such as {@code Resource::\*}
     */
    public static Map<String, Object> rule(String id, String finding, String reason) {
        Map<String, Object> rule = rule(id, reason);
        rule.put("applies_to", List.of(Map.of("regex", "/^%s$/".formatted(finding.replace("/", "\\/")))));
        return rule;
    }

    /** Adds rules to a resource without rules, with one call across the process boundary. */
    public static void suppressAtFirst(CfnResource resource, List<Map<String, Object>> rules) {
        resource.addMetadata(KEY, Map.of(RULES, with(rules, ofType(resource))));
    }

    private static List<Map<String, Object>> ofType(CfnResource resource) {
        return resource instanceof CfnRole || resource instanceof CfnPolicy ? INLINE_POLICY : List.of();
    }

    /**
     * Adds rules to the policy in which the CDK collects the grants of a role, if there is one. For a role of the app it is its child
     * {@code DefaultPolicy}, for an imported role a child with the policy's name.
     */
    public static void suppressInPolicyOf(IRole role, List<Map<String, Object>> rules) {
        IConstruct policy = role.getNode().tryFindChild("DefaultPolicy");
        if (policy != null) {
            suppress(policy, rules);
        } else if (!RolePolicies.isDefinedHere(role)) {
            role.getNode().getChildren().stream()
                    .filter(child -> child.getNode().getDefaultChild() instanceof CfnPolicy)
                    .forEach(child -> suppress(child, rules));
        }
    }

    /** Returns the rules of both lists. */
    public static List<Map<String, Object>> with(List<Map<String, Object>> rules, List<Map<String, Object>> others) {
        List<Map<String, Object>> all = new ArrayList<>(rules);
        all.addAll(others);
        return all;
    }

    /** Adds rules to the existing ones of a construct's resource, if there is one. */
    public static void suppress(IConstruct construct, List<Map<String, Object>> rules) {
        IConstruct described = construct instanceof CfnResource
                ? construct
                : construct.getNode().getDefaultChild();
        if (described instanceof CfnResource resource) {
            Set<Object> all = new LinkedHashSet<>();
            if (resource.getMetadata(KEY) instanceof Map<?, ?> metadata
                    && metadata.get(RULES) instanceof List<?> before) {
                all.addAll(before);
            }
            all.addAll(rules);
            all.addAll(ofType(resource));
            resource.addMetadata(KEY, Map.of(RULES, List.copyOf(all)));
        }
    }
}
