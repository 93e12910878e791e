package io.github.emrlaunch.local.internal.iam;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.DeploymentException;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.local.internal.resources.CreatedResource;
import io.github.emrlaunch.local.internal.resources.ResourceRequest;
import io.github.emrlaunch.local.internal.resources.ResourceType;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The CloudFormation resources of roles, policies and instance profiles. */
final class IamResources {
    private static final int ROLE_NAME = 64;
    private static final int OTHER_NAME = 128;

    private final Account account;
    private final Iam iam;
    private final PolicyQuotas quotas = new PolicyQuotas();

    IamResources(Account account, Iam iam) {
        this.account = account;
        this.iam = iam;
    }

    Checkpoint checkpoint() {
        return quotas.checkpoint();
    }

    Map<String, ResourceType> handlers() {
        return Map.of(
                "AWS::IAM::Role",
                ResourceType.of(
                                this::role,
                                "RoleName",
                                "Path",
                                "AssumeRolePolicyDocument",
                                "ManagedPolicyArns",
                                "Policies",
                                "PermissionsBoundary",
                                "Tags",
                                "MaxSessionDuration")
                        .deletedBy(this::deleteRole),
                "AWS::IAM::Policy",
                ResourceType.of(this::policy, "PolicyName", "PolicyDocument", "Roles")
                        .deletedBy(request -> detach(request.properties())),
                "AWS::IAM::ManagedPolicy",
                ResourceType.of(this::managedPolicy, "ManagedPolicyName", "Path", "PolicyDocument", "Roles")
                        .deletedBy(request -> iam.removeManagedPolicy(request.deletedId())),
                "AWS::IAM::InstanceProfile",
                ResourceType.of(this::instanceProfile, "InstanceProfileName", "Path", "Roles")
                        .deletedBy(request -> iam.removeInstanceProfile(request.deletedId())),
                "AWS::IAM::ServiceLinkedRole",
                ResourceType.of(this::serviceLinkedRole, "AWSServiceName"));
    }

    private CreatedResource role(ResourceRequest request) {
        JsonNode properties = request.properties();
        String name = request.name("RoleName", ROLE_NAME);
        if (name.length() > ROLE_NAME) {
            throw request.error(
                    "a role's name has at most " + ROLE_NAME + " characters, got " + name.length() + ": " + name,
                    "RoleName");
        }
        request.requireNew("RoleName", name, name, iam.role(name).isPresent());
        String arn = iam.roleArn(AwsJson.text(properties, "Path", "/"), name);
        Map<String, JsonNode> inline = inlineDocuments(properties);
        Set<String> former = inlineDocuments(request.previousProperties()).keySet();
        Role role = new Role(
                name,
                arn,
                Iam.roleId(name),
                trust(request, arn),
                Inputs.strings(properties, "ManagedPolicyArns"),
                inlinePolicies(request, inline),
                AwsJson.text(properties, "PermissionsBoundary"),
                tags(properties.path("Tags")),
                properties.path("MaxSessionDuration").asInt(Role.DEFAULT_SESSION_SECONDS));
        quotas.checkInline(request, name, former, inline);
        checkManagedPolicies(request, role);
        quotas.changeInline(name, former, inline);
        iam.put(role);
        return CreatedResource.working(name, Map.of("Arn", arn, "RoleId", Iam.roleId(name)));
    }

    private void deleteRole(ResourceRequest request) {
        iam.removeRole(request.deletedId());
        quotas.removeRole(request.deletedId());
    }

    private static Map<String, String> tags(JsonNode list) {
        Map<String, String> tags = new HashMap<>();
        list.forEach(tag -> tags.put(AwsJson.text(tag, "Key", ""), AwsJson.text(tag, "Value", "")));
        return tags;
    }

    private Policy trust(ResourceRequest request, String roleArn) {
        JsonNode document = request.properties().path("AssumeRolePolicyDocument");
        quotas.checkTrust(request, document);
        try {
            Policy trust = Policy.parse(roleArn, document, Policy.Kind.TRUST);
            iam.checkPrincipals(trust);
            return trust;
        } catch (MalformedPolicyException e) {
            throw malformed(request, "the trust policy", e, "AssumeRolePolicyDocument");
        }
    }

    private static DeploymentException malformed(
            ResourceRequest request, String what, MalformedPolicyException problem, String property) {
        return request.error(what + " is malformed (MalformedPolicyDocument): " + problem.getMessage(), property);
    }

    private static Map<String, JsonNode> inlineDocuments(JsonNode properties) {
        Map<String, JsonNode> documents = new HashMap<>();
        properties
                .path("Policies")
                .forEach(inline -> documents.put(inline.path("PolicyName").asText(), inline.path("PolicyDocument")));
        return documents;
    }

    private static Map<String, Policy> inlinePolicies(ResourceRequest request, Map<String, JsonNode> documents) {
        Map<String, Policy> policies = new HashMap<>();
        documents.forEach((name, document) ->
                policies.put(name, policy(request, name, document, Policy.Kind.INLINE, "Policies")));
        return policies;
    }

    /** Checks that all policies of a role exist: AWS does not attach a missing policy. */
    private void checkManagedPolicies(ResourceRequest request, Role role) {
        quotas.checkCount(request, role.managedPolicies().size());
        for (String arn : role.managedPolicies()) {
            if (arn.contains(":iam::aws:policy/aws-service-role/")) {
                throw request.error(
                        "PolicyNotAttachable: Cannot attach a Service Role Policy to a Customer Role: " + arn,
                        "ManagedPolicyArns");
            }
            requirePolicy(request, arn, "Policy", "ManagedPolicyArns");
        }
        if (role.permissionsBoundary() != null) {
            requirePolicy(request, role.permissionsBoundary(), "Scope ARN:", "PermissionsBoundary");
        }
    }

    private void requirePolicy(ResourceRequest request, String arn, String what, String property) {
        if (iam.managedPolicy(arn).isEmpty()) {
            throw request.error(
                    "NoSuchEntity: " + what + " " + arn
                            + " does not exist or is not attachable. A policy of the account that"
                            + " no template creates is declared with LocalAws.existing().managedPolicy(...).",
                    property);
        }
    }

    /** Returns the roles that a policy is attached to. */
    private List<String> roles(ResourceRequest request) {
        List<String> roles = Inputs.strings(request.properties(), "Roles");
        for (String role : roles) {
            if (iam.role(role).isEmpty()) {
                throw request.error(
                        "NoSuchEntity: The role with name " + role
                                + " cannot be found. A role that no template creates is"
                                + " declared with LocalAws.existing().role(...).",
                        "Roles");
            }
        }
        return roles;
    }

    private static Policy policy(
            ResourceRequest request, String name, JsonNode document, Policy.Kind kind, String property) {
        try {
            return Policy.parse(name, document, kind);
        } catch (MalformedPolicyException e) {
            throw malformed(request, "the policy '" + name + "'", e, property);
        }
    }

    private CreatedResource policy(ResourceRequest request) {
        JsonNode document = request.properties().path("PolicyDocument");
        Policy policy = policy(request, request.required("PolicyName"), document, Policy.Kind.INLINE, "PolicyDocument");
        JsonNode former = request.previousProperties();
        List<String> formerRoles = Inputs.strings(former, "Roles");
        List<String> roles = roles(request);
        Map<String, JsonNode> added = Map.of(policy.name(), document);
        // All checks come first: what a failed deployment did not create is not deleted.
        for (String role : roles) {
            Set<String> removed = formerRoles.contains(role)
                    ? Set.of(former.path("PolicyName").asText())
                    : Set.of();
            quotas.checkInline(request, role, removed, added);
        }
        detach(former);
        for (String role : roles) {
            quotas.changeInline(role, Set.of(), added);
            iam.putInlinePolicy(role, policy);
        }
        return CreatedResource.working(
                request.generatedName(OTHER_NAME), Map.of("Id", request.generatedName(OTHER_NAME)));
    }

    private void detach(JsonNode properties) {
        String name = properties.path("PolicyName").asText();
        for (String role : Inputs.strings(properties, "Roles")) {
            iam.removeInlinePolicy(role, name);
            quotas.changeInline(role, Set.of(name), Map.of());
        }
    }

    private CreatedResource managedPolicy(ResourceRequest request) {
        JsonNode properties = request.properties();
        String name = request.name("ManagedPolicyName", OTHER_NAME);
        String arn = account.globalArn("iam", "policy" + AwsJson.text(properties, "Path", "/") + name);
        request.requireNew(
                "ManagedPolicyName", name, arn, iam.managedPolicy(arn).isPresent());
        quotas.checkManaged(request, properties.path("PolicyDocument"));
        Policy policy = policy(request, arn, properties.path("PolicyDocument"), Policy.Kind.MANAGED, "PolicyDocument");
        List<String> roles = roles(request);
        Inputs.strings(request.previousProperties(), "Roles").forEach(role -> iam.detachManagedPolicy(role, arn));
        iam.putManagedPolicy(policy);
        roles.forEach(role -> iam.attachManagedPolicy(role, arn));
        return CreatedResource.working(arn, Map.of("PolicyArn", arn));
    }

    private CreatedResource instanceProfile(ResourceRequest request) {
        String name = request.name("InstanceProfileName", OTHER_NAME);
        String arn =
                account.globalArn("iam", "instance-profile" + AwsJson.text(request.properties(), "Path", "/") + name);
        request.requireNew(
                "InstanceProfileName", name, name, iam.instanceProfile(name).isPresent());
        iam.put(new InstanceProfile(name, arn, Inputs.strings(request.properties(), "Roles")));
        return CreatedResource.working(name, Map.of("Arn", arn));
    }

    private CreatedResource serviceLinkedRole(ResourceRequest request) {
        String service = request.required("AWSServiceName");
        Optional<ServiceLinkedRole> role = ServiceLinkedRole.of(service);
        role.ifPresent(known -> known.createIn(iam));
        return role.map(known -> CreatedResource.working(known.roleName(), Map.of("RoleName", known.roleName())))
                .orElseGet(() -> CreatedResource.skipped(
                        service, "The local emulator does not need the service-linked role of " + service));
    }
}
