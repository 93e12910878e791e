package io.github.emrlaunch.local.internal.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.local.internal.aws.Json;
import io.github.emrlaunch.local.internal.iam.Iam;
import io.github.emrlaunch.local.internal.iam.InstanceProfile;
import io.github.emrlaunch.local.internal.iam.Role;
import java.util.HashMap;
import java.util.Map;

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

    Map<String, ResourceHandler> handlers() {
        return Map.of(
                "AWS::IAM::Role", this::role,
                "AWS::IAM::Policy", this::policy,
                "AWS::IAM::ManagedPolicy", this::managedPolicy,
                "AWS::IAM::InstanceProfile", this::instanceProfile);
    }

    private Created role(Request request) {
        JsonNode properties = request.properties();
        String name = request.name("RoleName", ROLE_NAME);
        if (name.length() > ROLE_NAME) {
            throw request.error(
                    "a role's name has at most " + ROLE_NAME + " characters, got " + name.length() + ": " + name,
                    "RoleName");
        }
        Map<String, JsonNode> inline = new HashMap<>();
        properties
                .path("Policies")
                .forEach(policy -> inline.put(policy.path("PolicyName").asText(), policy.path("PolicyDocument")));
        String arn = iam.roleArn(Json.text(properties, "Path", "/"), name);
        iam.put(new Role(
                name,
                arn,
                Iam.roleId(name),
                properties.get("AssumeRolePolicyDocument"),
                Inputs.strings(properties, "ManagedPolicyArns"),
                inline,
                Json.text(properties, "PermissionsBoundary")));
        return Created.working(name, Map.of("Arn", arn, "RoleId", Iam.roleId(name)));
    }

    private Created policy(Request request) {
        String name = request.required("PolicyName");
        Inputs.strings(request.properties(), "Roles")
                .forEach(role ->
                        iam.putInlinePolicy(role, name, request.properties().path("PolicyDocument")));
        return Created.working(request.generatedName(OTHER_NAME), Map.of("Id", request.generatedName(OTHER_NAME)));
    }

    private Created managedPolicy(Request request) {
        JsonNode properties = request.properties();
        String name = request.name("ManagedPolicyName", OTHER_NAME);
        String arn = account.globalArn("iam", "policy" + Json.text(properties, "Path", "/") + name);
        iam.putManagedPolicy(arn, properties.path("PolicyDocument"));
        Inputs.strings(properties, "Roles").forEach(role -> iam.attachManagedPolicy(role, arn));
        return Created.working(arn, Map.of("PolicyArn", arn));
    }

    private Created instanceProfile(Request request) {
        String name = request.name("InstanceProfileName", OTHER_NAME);
        String arn = account.globalArn("iam", "instance-profile" + Json.text(request.properties(), "Path", "/") + name);
        iam.put(new InstanceProfile(name, arn, Inputs.strings(request.properties(), "Roles")));
        return Created.working(name, Map.of("Arn", arn));
    }
}
