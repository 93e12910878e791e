package io.github.emrlaunch.local.internal.iam;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.local.internal.resources.CreatedResource;
import io.github.emrlaunch.local.internal.resources.ResourceRequest;
import io.github.emrlaunch.local.internal.resources.ResourceType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Roles, policies and instance profiles. */
final class IamResources {
    private static final int ROLE_NAME = 64;
    private static final int OTHER_NAME = 128;

    private final Account account;
    private final Iam iam;

    IamResources(Account account, Iam iam) {
        this.account = account;
        this.iam = iam;
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
                                "PermissionsBoundary")
                        .deletedBy(request -> iam.removeRole(request.deletedId())),
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
        Role role = new Role(
                name,
                arn,
                Iam.roleId(name),
                trust(request),
                Inputs.strings(properties, "ManagedPolicyArns"),
                inlinePolicies(request),
                AwsJson.text(properties, "PermissionsBoundary"));
        iam.put(role);
        return CreatedResource.working(name, Map.of("Arn", arn, "RoleId", Iam.roleId(name)))
                .withNote(unknownPolicies(role));
    }

    private static TrustPolicy trust(ResourceRequest request) {
        try {
            return TrustPolicy.parse(request.properties().path("AssumeRolePolicyDocument"));
        } catch (MalformedPolicyException e) {
            throw request.error(String.valueOf(e.getMessage()), "AssumeRolePolicyDocument");
        }
    }

    private static Map<String, Policy> inlinePolicies(ResourceRequest request) {
        Map<String, Policy> policies = new HashMap<>();
        for (JsonNode inline : request.properties().path("Policies")) {
            String name = inline.path("PolicyName").asText();
            policies.put(name, policy(request, name, inline.path("PolicyDocument"), "Policies"));
        }
        return policies;
    }

    private String unknownPolicies(Role role) {
        List<String> unknown = new ArrayList<>(role.managedPolicies());
        String boundary = role.permissionsBoundary();
        if (boundary != null) {
            unknown.add(boundary);
        }
        unknown.removeIf(arn -> iam.managedPolicy(arn).isPresent());
        return unknown.isEmpty()
                ? ""
                : "The stand-in doesn't know the managed policies " + unknown
                        + ", which therefore allow nothing; declare them with LocalAws.existing().managedPolicy(...).";
    }

    private static Policy policy(ResourceRequest request, String name, JsonNode document, String property) {
        try {
            return Policy.parse(name, document);
        } catch (MalformedPolicyException e) {
            throw request.error("the policy '" + name + "' is malformed: " + e.getMessage(), property);
        }
    }

    private CreatedResource policy(ResourceRequest request) {
        Policy policy = policy(
                request, request.required("PolicyName"), request.properties().path("PolicyDocument"), "PolicyDocument");
        detach(request.previousProperties());
        Inputs.strings(request.properties(), "Roles").forEach(role -> iam.putInlinePolicy(role, policy));
        return CreatedResource.working(
                request.generatedName(OTHER_NAME), Map.of("Id", request.generatedName(OTHER_NAME)));
    }

    private void detach(JsonNode properties) {
        Inputs.strings(properties, "Roles")
                .forEach(role -> iam.removeInlinePolicy(
                        role, properties.path("PolicyName").asText()));
    }

    private CreatedResource managedPolicy(ResourceRequest request) {
        JsonNode properties = request.properties();
        String name = request.name("ManagedPolicyName", OTHER_NAME);
        String arn = account.globalArn("iam", "policy" + AwsJson.text(properties, "Path", "/") + name);
        request.requireNew(
                "ManagedPolicyName", name, arn, iam.managedPolicy(arn).isPresent());
        Inputs.strings(request.previousProperties(), "Roles").forEach(role -> iam.detachManagedPolicy(role, arn));
        iam.putManagedPolicy(policy(request, arn, properties.path("PolicyDocument"), "PolicyDocument"));
        Inputs.strings(properties, "Roles").forEach(role -> iam.attachManagedPolicy(role, arn));
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
                .orElseGet(() ->
                        CreatedResource.skipped(service, "Nothing here needs the service-linked role of " + service));
    }
}
