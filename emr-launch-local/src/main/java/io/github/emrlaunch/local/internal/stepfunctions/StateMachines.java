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
import io.github.emrlaunch.local.internal.service.ServiceContext;
import io.github.emrlaunch.states.InvalidStateMachineException;
import io.github.emrlaunch.states.StateMachineDefinition;
import io.github.emrlaunch.states.time.VirtualClock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

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

    String arn(String name) {
        return account.arn("states", "stateMachine:" + name);
    }

    /**
     * Creates or replaces a state machine.
     *
     * @param log what it logs of its executions
     * @return its ARN
     * @throws AwsException when the definition, one of its tasks or the role is not possible
     */
    String put(String name, String definition, String roleArn, ExecutionLog log) {
        ExecutionStore.checkName(name);
        String arn = arn(name);
        if (!roleArn.matches("arn:[^:]+:iam::\\d+:role/.+")) {
            throw AwsException.client("InvalidArn", "Invalid Role Arn: '" + roleArn + "'");
        }
        Role role = iam.role(roleArn).orElseThrow(() -> notAssumable("there is no role " + roleArn));
        if (!iam.isAssumable(role, "states", arn)) {
            throw notAssumable(roleArn + " does not trust states.amazonaws.com");
        }
        StateMachineDefinition parsed;
        try {
            parsed = StateMachineDefinition.parse(definition);
            resources.check(AwsJson.parse(definition)).forEach(rule -> requireRule(role, rule));
        } catch (InvalidStateMachineException e) {
            throw AwsException.client(
                    "InvalidDefinition", "Invalid State Machine Definition: '" + e.getMessage() + "'");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the definition was parsed before", e);
        }
        byArn.put(arn, new StateMachine(name, arn, definition, parsed, role, log, clock.now()));
        return arn;
    }

    /** The rule is made with the permissions of the role, once for the account; whether it could be is looked at each time. */
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
                "Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the"
                        + " provided role: " + why);
    }

    Optional<StateMachine> find(String arn) {
        return Optional.ofNullable(byArn.get(arn));
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
