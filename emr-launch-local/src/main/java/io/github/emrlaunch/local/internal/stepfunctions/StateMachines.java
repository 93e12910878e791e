package io.github.emrlaunch.local.internal.stepfunctions;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.Gateway;
import io.github.emrlaunch.local.internal.aws.Principal;
import io.github.emrlaunch.local.internal.aws.RequiredPermission;
import io.github.emrlaunch.local.internal.iam.Iam;
import io.github.emrlaunch.local.internal.iam.Role;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.Checkpoints;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import io.github.emrlaunch.states.InvalidStateMachineException;
import io.github.emrlaunch.states.StateMachineDefinition;
import io.github.emrlaunch.states.StateMachineType;
import io.github.emrlaunch.states.time.VirtualClock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** The state machines of the account. */
final class StateMachines {
    private final Account account;
    private final Iam iam;
    private final VirtualClock clock;
    private final Gateway gateway;
    private final TaskTokens tokens;
    private final TaskResources resources;
    private final Map<String, StateMachine> byArn = new ConcurrentSkipListMap<>();

    StateMachines(ServiceContext context) {
        this.account = context.account();
        this.iam = context.iam();
        this.clock = context.clock();
        this.gateway = context.gateway();
        this.tokens = new TaskTokens(clock);
        this.resources = new TaskResources(context, tokens);
    }

    Checkpoint checkpoint() {
        return Checkpoints.all(Checkpoints.of(byArn), tokens.checkpoint());
    }

    String arn(String name) {
        return account.arn("states", "stateMachine:" + name);
    }

    /**
     * Creates a state machine, or updates the one with this name. Running executions keep the definition that they started with.
     *
     * @throws AwsException when the name, the definition, one of its tasks or the role is invalid
     */
    StateMachine put(String name, StateMachineType type, StateMachine.Settings settings) {
        StatesNames.check(name);
        String arn = arn(name);
        Role role = requireRole(settings.roleArn(), arn);
        Checked checked;
        try {
            checked = check(settings.definition(), type);
        } catch (InvalidStateMachineException e) {
            throw AwsException.client(
                    "InvalidDefinition", "Invalid State Machine Definition: '" + e.getMessage() + "'");
        }
        checked.rules().forEach(rule -> requireRule(role, rule));
        StateMachine before = byArn.get(arn);
        Instant now = clock.now();
        StateMachine machine = new StateMachine(
                name,
                arn,
                type,
                settings,
                checked.definition(),
                role,
                before == null ? now : before.created(),
                now,
                before == null ? null : revisionAfter(before, settings));
        byArn.put(arn, machine);
        return machine;
    }

    /** Returns the revision after an update. A revision is a definition with a role. */
    private static @Nullable String revisionAfter(StateMachine before, StateMachine.Settings settings) {
        return before.settings().sameRevision(settings)
                ? before.revisionId()
                : UUID.randomUUID().toString();
    }

    /**
     * A valid definition.
     *
     * @param rules the EventBridge rules that Step Functions creates for its tasks
     */
    record Checked(StateMachineDefinition definition, Set<String> rules) {}

    /**
     * Checks a definition with its tasks.
     *
     * @throws InvalidStateMachineException when it is invalid
     */
    Checked check(String definition, StateMachineType type) {
        StateMachineDefinition parsed = StateMachineDefinition.parse(definition, type);
        try {
            return new Checked(parsed, resources.check(AwsJson.parse(definition)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the definition was parsed before", e);
        }
    }

    private Role requireRole(String roleArn, String machineArn) {
        StatesArns.checkRole(roleArn);
        Role role = iam.role(roleArn).orElseThrow(() -> notAssumable("there is no role " + roleArn));
        if (!iam.isAssumable(role, "states", machineArn)) {
            throw notAssumable(roleArn + " does not trust states.amazonaws.com");
        }
        return role;
    }

    /** Checks that the role can create the rule. The rule is created once per account, but the permissions are checked each time. */
    private void requireRule(Role role, String rule) {
        Principal principal = iam.sessionPrincipal(role, "StepFunctions");
        for (String action : List.of("events:PutRule", "events:PutTargets", "events:DescribeRule")) {
            if (!gateway.allows(principal, RequiredPermission.of(action, account.arn("events", "rule/" + rule)))) {
                throw AwsException.client(
                        "AccessDeniedException",
                        "'" + role.arn() + "' is not authorized to create managed-rule. It needs " + action + " on "
                                + rule + ".");
            }
        }
    }

    private static AwsException notAssumable(String why) {
        return AwsException.client(
                "AccessDeniedException",
                "Neither the global service principal states.amazonaws.com, nor the regional one is authorized to"
                        + " assume the provided role: " + why);
    }

    Optional<StateMachine> find(String arn) {
        return Optional.ofNullable(byArn.get(arn));
    }

    /** Returns the state machine with this ARN. Throws StateMachineDoesNotExist when there is none. */
    StateMachine get(String arn) {
        return find(arn)
                .orElseThrow(() ->
                        AwsException.client("StateMachineDoesNotExist", "State Machine Does Not Exist: '" + arn + "'"));
    }

    /** Deletes a state machine. Its executions continue. */
    void remove(String arn) {
        byArn.remove(arn);
    }

    List<StateMachine> all() {
        return List.copyOf(byArn.values());
    }

    TaskTokens tokens() {
        return tokens;
    }

    TaskResources resources() {
        return resources;
    }
}
