package io.github.emrlaunch.local.internal.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.DeploymentException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.Inputs;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The checks of CloudFormation before it creates resources of a template. */
final class TemplateRules {
    static final String LANGUAGE_EXTENSIONS = "AWS::LanguageExtensions";

    private static final Set<String> DELETION_POLICIES = Set.of("Delete", "Retain", "RetainExceptOnCreate", "Snapshot");
    /** Functions without a value before the resources of the stack exist, or with a value from another stack. */
    private static final List<String> LATE_FUNCTIONS =
            List.of("Fn::GetAtt", "Fn::ImportValue", "Fn::GetStackOutput", "Fn::GetAZs");

    private final JsonNode template;
    private final JsonNode resources;

    private TemplateRules(JsonNode template) {
        this.template = template;
        this.resources = template.path("Resources");
    }

    static void check(JsonNode template) {
        TemplateRules rules = new TemplateRules(template);
        rules.checkTransforms();
        rules.checkConditions();
        rules.checkResources();
        rules.checkExportNames(template, "$");
    }

    static boolean hasLanguageExtensions(JsonNode template) {
        return transforms(template).contains(LANGUAGE_EXTENSIONS);
    }

    private static Set<String> transforms(JsonNode template) {
        Set<String> transforms = new LinkedHashSet<>(Inputs.strings(template, "Transform"));
        if (template.path("Transform").isTextual()) {
            transforms.add(template.get("Transform").asText());
        }
        return transforms;
    }

    private void checkTransforms() {
        for (String transform : transforms(template)) {
            if (!transform.equals(LANGUAGE_EXTENSIONS)) {
                throw new DeploymentException("$.Transform: the local emulator does not run the macro " + transform
                        + "; it has " + LANGUAGE_EXTENSIONS);
            }
        }
    }

    private void checkConditions() {
        JsonNode conditions = template.path("Conditions");
        for (String function : LATE_FUNCTIONS) {
            if (uses(conditions, function)) {
                throw new DeploymentException(
                        "$.Conditions: Template error: Cannot use " + function + " in Conditions");
            }
        }
        TreeSet<String> references = new TreeSet<>(TemplateEvaluator.references(conditions));
        references.removeIf(reference -> !resources.has(reference));
        if (!references.isEmpty()) {
            throw new DeploymentException("$.Conditions: Template format error: Unresolved dependencies " + references
                    + ". Cannot reference resources in the Conditions block of the template");
        }
    }

    private void checkResources() {
        TreeSet<String> missing = new TreeSet<>();
        resources.properties().forEach(entry -> {
            JsonNode resource = entry.getValue();
            String path = "$.Resources." + entry.getKey();
            if (entry.getKey().startsWith("Fn::")) {
                throw new DeploymentException(
                        path + ": the local emulator does not support the function " + entry.getKey());
            }
            if (AwsJson.text(resource, "Type") == null) {
                throw new DeploymentException(path + ": Template format error: every resource needs a Type");
            }
            missing.addAll(dependencies(resource));
            for (String policy : List.of("DeletionPolicy", "UpdateReplacePolicy")) {
                String value = AwsJson.text(resource, policy, "Delete");
                if (!DELETION_POLICIES.contains(value)) {
                    throw new DeploymentException(path + "." + policy + ": Template error: the policy '" + value
                            + "' is none of " + new TreeSet<>(DELETION_POLICIES));
                }
            }
        });
        missing.removeIf(resources::has);
        if (!missing.isEmpty()) {
            throw new DeploymentException("$.Resources: Template format error: Unresolved resource dependencies "
                    + missing + " in the Resources block of the template");
        }
    }

    /** Returns the logical ids of {@code DependsOn}. */
    static Set<String> dependencies(JsonNode resource) {
        Set<String> dependencies = new LinkedHashSet<>(Inputs.strings(resource, "DependsOn"));
        if (resource.path("DependsOn").isTextual()) {
            dependencies.add(resource.get("DependsOn").asText());
        }
        return dependencies;
    }

    private void checkExportNames(JsonNode node, String path) {
        template.path("Outputs").properties().forEach(output -> {
            JsonNode name = output.getValue().path("Export").path("Name");
            if (dependsOnResources(name)) {
                throw new DeploymentException(
                        "$.Outputs." + output.getKey() + ".Export.Name: Template error: The Name field"
                                + " of Export must not depend on any resources, imported values, or Fn::GetAZs");
            }
        });
        checkImportedNames(node, path);
    }

    private void checkImportedNames(JsonNode node, String path) {
        if (node.isObject()) {
            node.properties().forEach(member -> {
                String where = path + "." + member.getKey();
                if (member.getKey().equals("Fn::ImportValue") && dependsOnResources(member.getValue())) {
                    throw new DeploymentException(where + ": Template error: the attribute in Fn::ImportValue must not"
                            + " depend on any resources, imported values, or Fn::GetAZs");
                }
                checkImportedNames(member.getValue(), where);
            });
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                checkImportedNames(node.get(i), path + "[" + i + "]");
            }
        }
    }

    private boolean dependsOnResources(JsonNode expression) {
        return LATE_FUNCTIONS.stream().anyMatch(function -> uses(expression, function))
                || TemplateEvaluator.references(expression).stream().anyMatch(resources::has);
    }

    private static boolean uses(JsonNode expression, String function) {
        return !expression.findValues(function).isEmpty();
    }
}
