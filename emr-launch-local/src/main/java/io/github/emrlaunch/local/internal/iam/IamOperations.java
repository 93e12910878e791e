package io.github.emrlaunch.local.internal.iam;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.local.internal.aws.Operation;
import io.github.emrlaunch.local.internal.aws.RequiredPermission;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import io.github.emrlaunch.states.time.VirtualClock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The IAM operations for clients: roles and their trust policies, and the simulation of policies. */
final class IamOperations {
    private static final int ROLE_NAME = 64;
    private static final Set<String> ROLE_MEMBERS = Set.of("RoleName", "AssumeRolePolicyDocument", "Description");
    private static final List<String> SIMULATED =
            List.of("PolicyInputList", "ActionNames", "ResourceArns", "ContextEntries");
    private static final Caller NOBODY = new Caller(Set.of(), Set.of(), Set.of());

    private final Iam iam;
    private final VirtualClock clock;

    IamOperations(ServiceContext context) {
        this.iam = context.iam();
        this.clock = context.clock();
    }

    Map<String, Operation> all() {
        return Map.of(
                "CreateRole", Operation.requiring(input -> onRole("CreateRole", input), this::createRole),
                "DeleteRole", Operation.requiring(input -> onRole("DeleteRole", input), this::deleteRole),
                "SimulateCustomPolicy",
                        Operation.requiring(
                                input -> RequiredPermission.of("iam:SimulateCustomPolicy", "*"),
                                IamOperations::simulateCustomPolicy));
    }

    private RequiredPermission onRole(String operation, ObjectNode input) {
        return RequiredPermission.of("iam:" + operation, iam.roleArn("/", AwsJson.text(input, "RoleName", "*")));
    }

    private JsonNode createRole(CallContext context, ObjectNode input) {
        requireOnly("CreateRole", input, ROLE_MEMBERS.stream());
        String name = Inputs.required(input, "RoleName");
        if (!name.matches("[\\w+=,.@-]{1," + ROLE_NAME + "}")) {
            throw AwsException.client(
                    "ValidationError",
                    "The specified value for roleName is invalid. It must have 1 to " + ROLE_NAME
                            + " letters, digits and +=,.@_-");
        }
        if (iam.role(name).isPresent()) {
            throw AwsException.of("EntityAlreadyExists", 409, "Role with name " + name + " already exists.");
        }
        String arn = iam.roleArn("/", name);
        Role role = new Role(
                name,
                arn,
                Iam.roleId(name),
                trust(arn, Inputs.required(input, "AssumeRolePolicyDocument")),
                List.of(),
                Map.of(),
                null,
                Map.of(),
                Role.DEFAULT_SESSION_SECONDS);
        iam.put(role);
        ObjectNode output = AwsJson.object();
        output.putObject("Role")
                .put("Path", "/")
                .put("RoleName", name)
                .put("RoleId", role.id())
                .put("Arn", arn)
                .put("CreateDate", clock.now().toString());
        return output;
    }

    private Policy trust(String arn, String document) {
        try {
            Policy trust = Policy.parse(arn, document, Policy.Kind.TRUST);
            iam.checkPrincipals(trust);
            return trust;
        } catch (MalformedPolicyException e) {
            throw AwsException.client("MalformedPolicyDocument", String.valueOf(e.getMessage()));
        }
    }

    private JsonNode deleteRole(CallContext context, ObjectNode input) {
        requireOnly("DeleteRole", input, Stream.of("RoleName"));
        String name = Inputs.required(input, "RoleName");
        Role role = iam.role(name)
                .orElseThrow(
                        () -> AwsException.of("NoSuchEntity", 404, "The role with name " + name + " cannot be found."));
        if (!role.managedPolicies().isEmpty() || !role.inlinePolicies().isEmpty()) {
            throw AwsException.of("DeleteConflict", 409, "Cannot delete entity, must detach all policies first.");
        }
        iam.removeRole(name);
        return AwsJson.object();
    }

    /**
     * Evaluates the given identity-based policies for actions on resources, see <a
     * href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html">SimulateCustomPolicy</a>.
     */
    private static JsonNode simulateCustomPolicy(CallContext context, ObjectNode input) {
        requireOnly("SimulateCustomPolicy", input, SIMULATED.stream());
        List<Policy> policies = policies(list(input, "PolicyInputList.member."));
        List<String> resources = list(input, "ResourceArns.member.");
        Map<String, List<String>> keys = contextKeys(input);
        ObjectNode output = AwsJson.object().put("IsTruncated", false);
        ArrayNode results = output.putArray("EvaluationResults");
        for (String action : list(input, "ActionNames.member.")) {
            for (String resource : resources.isEmpty() ? List.of("*") : resources) {
                results.addObject()
                        .put("EvalActionName", action)
                        .put("EvalResourceName", resource)
                        .put("EvalDecision", decision(policies, new RequestContext(action, resource, NOBODY, keys)));
            }
        }
        return output;
    }

    private static String decision(List<Policy> policies, RequestContext request) {
        Decision decision = Decision.of(new Decision.Policies(policies, null, List.of(), false), request);
        return decision.allowed() ? "allowed" : decision.statement() == null ? "implicitDeny" : "explicitDeny";
    }

    private static List<Policy> policies(List<String> documents) {
        List<Policy> policies = new ArrayList<>();
        for (String document : documents) {
            try {
                policies.add(Policy.parse("PolicyInputList." + (policies.size() + 1), document, Policy.Kind.INLINE));
            } catch (MalformedPolicyException e) {
                throw AwsException.client("InvalidInput", String.valueOf(e.getMessage()));
            }
        }
        return policies;
    }

    private static Map<String, List<String>> contextKeys(ObjectNode input) {
        Map<String, List<String>> keys = new HashMap<>();
        for (int i = 1; input.has("ContextEntries.member." + i + ".ContextKeyName"); i++) {
            String entry = "ContextEntries.member." + i + ".";
            keys.put(Inputs.required(input, entry + "ContextKeyName"), list(input, entry + "ContextKeyValues.member."));
        }
        return keys;
    }

    /** Returns the elements of a list. In the form, each is a separate parameter. */
    private static List<String> list(ObjectNode input, String prefix) {
        List<String> elements = new ArrayList<>();
        while (input.has(prefix + (elements.size() + 1))) {
            elements.add(input.path(prefix + (elements.size() + 1)).asText());
        }
        return elements;
    }

    private static void requireOnly(String operation, ObjectNode input, Stream<String> members) {
        List<String> supported = members.toList();
        input.fieldNames().forEachRemaining(member -> {
            if (supported.stream().noneMatch(known -> member.equals(known) || member.startsWith(known + "."))) {
                throw AwsException.client(
                        "ValidationError", "The local emulator does not support " + member + " of " + operation);
            }
        });
    }
}
