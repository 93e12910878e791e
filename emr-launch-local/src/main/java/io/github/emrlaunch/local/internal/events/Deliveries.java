package io.github.emrlaunch.local.internal.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.EventDelivery;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.Gateway;
import io.github.emrlaunch.local.internal.aws.Principal;
import io.github.emrlaunch.local.internal.iam.Iam;
import io.github.emrlaunch.local.internal.iam.ResourcePolicies;
import io.github.emrlaunch.local.internal.iam.Role;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.Checkpoints;
import io.github.emrlaunch.local.internal.service.DeadLetters;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import io.github.emrlaunch.states.time.Background;
import io.github.emrlaunch.states.time.VirtualClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Delivers events to targets, each in a separate thread: with a role, or with the permission of the target's resource-based policy. */
final class Deliveries {
    private final Account account;
    private final VirtualClock clock;
    private final Gateway gateway;
    private final Iam iam;
    private final ResourcePolicies resourcePolicies;
    private final DeadLetters deadLetters;
    private final List<EventDelivery> deliveries = Collections.synchronizedList(new ArrayList<>());

    Deliveries(ServiceContext context) {
        this.account = context.account();
        this.clock = context.clock();
        this.gateway = context.gateway();
        this.iam = context.iam();
        this.resourcePolicies = context.resourcePolicies();
        this.deadLetters = new DeadLetters(context);
    }

    List<EventDelivery> all() {
        synchronized (deliveries) {
            return List.copyOf(deliveries);
        }
    }

    Checkpoint checkpoint() {
        synchronized (deliveries) {
            return Checkpoints.of(deliveries);
        }
    }

    void deliver(Rule rule, JsonNode event) {
        for (JsonNode target : rule.targets()) {
            Background.start(clock, "event for " + rule.name(), worker -> deliver(rule, target, event, worker));
        }
    }

    private void deliver(Rule rule, JsonNode target, JsonNode event, VirtualClock.Worker worker)
            throws InterruptedException {
        String arn = target.path("Arn").asText();
        RetryPolicy policy = RetryPolicy.parse(target);
        Instant begun = clock.now();
        String input = "";
        for (int retries = 0; ; retries++) {
            try {
                input = TargetInput.parse(target).of(event, rule);
                send(rule, target, arn, input);
                deliveries.add(new EventDelivery(rule.name(), arn, input, null));
                return;
            } catch (AwsException e) {
                Instant next = clock.now().plus(RetryPolicy.pause(retries));
                Optional<String> exhausted = policy.exhausted(begun, next, retries);
                if (isPermanent(e) || exhausted.isPresent()) {
                    String failure = e.code() + ": " + e.message();
                    deliveries.add(new EventDelivery(rule.name(), arn, input, failure));
                    sendToDeadLetters(rule, target, event, e, isPermanent(e) ? null : exhausted.get(), retries);
                    return;
                }
                worker.sleepUntil(next);
            }
        }
    }

    private static boolean isPermanent(AwsException e) {
        return e.status() < 500
                && !e.isAnswerLost()
                && !e.code().contains("Throttling")
                && !e.code().equals("TooManyRequestsException");
    }

    /**
     * Sends an event to the dead-letter queue. The message is the event without transformation. A queue that does not exist, or whose
     * policy does not allow EventBridge, receives nothing: EventBridge counts that as {@code InvocationsFailedToBeSentToDlq}.
     */
    private void sendToDeadLetters(
            Rule rule, JsonNode target, JsonNode event, AwsException failure, @Nullable String exhausted, int retries) {
        String queue = AwsJson.text(target.path("DeadLetterConfig"), "Arn");
        if (queue == null || !resourcePolicies.permits(queue, "sqs:SendMessage", rule.service(), rule.arn())) {
            return;
        }
        ObjectNode attributes = AwsJson.object();
        attributes.set("RULE_ARN", DeadLetters.text(rule.arn()));
        attributes.set("TARGET_ARN", DeadLetters.text(target.path("Arn").asText()));
        attributes.set("ERROR_CODE", DeadLetters.text(failure.code()));
        attributes.set("ERROR_MESSAGE", DeadLetters.text(failure.message()));
        attributes.set("RETRY_ATTEMPTS", DeadLetters.text(Integer.toString(retries)));
        if (exhausted != null) {
            attributes.set("EXHAUSTED_RETRY_CONDITION", DeadLetters.text(exhausted));
        }
        try {
            deadLetters.send(CallContext.of(Principal.root(account)), queue, event.toString(), attributes);
        } catch (AwsException e) {
            // On AWS, only a CloudWatch metric shows this.
        }
    }

    private void send(Rule rule, JsonNode target, String arn, String input) {
        CallContext context = CallContext.of(caller(rule, target, arn));
        String service = arn.split(":", -1).length > 2 ? arn.split(":", -1)[2] : "";
        ObjectNode request = AwsJson.object();
        switch (service) {
            case "lambda" -> {
                request.put("FunctionName", arn).put("InvocationType", "Event").set("Payload", document(input));
                gateway.call(context, "lambda", "Invoke", request);
            }
            case "states" -> {
                document(input);
                request.put("stateMachineArn", arn).put("input", input);
                gateway.call(context, "states", "StartExecution", request);
            }
            case "sns" -> {
                request.put("TopicArn", arn).put("Message", input);
                gateway.call(context, "sns", "Publish", request);
            }
            default -> throw AwsException.client("UnsupportedTarget", "The local emulator does not deliver to " + arn);
        }
    }

    /** Returns the input of targets that accept only JSON. */
    private static JsonNode document(String input) {
        try {
            return AwsJson.parse(input);
        } catch (JsonProcessingException e) {
            throw AwsException.validation("The target's input is not JSON: " + input);
        }
    }

    /**
     * Returns the caller of a target: its role, or else the service, which the policy of the target must allow. Rules use a role
     * only when the target has no such policy, see "The IAM role associated with my rule is being ignored" in <a
     * href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-troubleshooting.html">Troubleshooting</a>.
     */
    private Principal caller(Rule rule, JsonNode target, String arn) {
        @Nullable String roleArn = AwsJson.text(target, "RoleArn");
        boolean byPolicy = rule.service().equals("events") && !arn.contains(":states:");
        if (roleArn != null && !byPolicy) {
            Optional<Role> role = iam.role(roleArn).filter(found -> iam.isAssumable(found, rule.service(), rule.arn()));
            return role.map(found -> iam.sessionPrincipal(found, rule.name()))
                    .orElseThrow(() -> denied(rule.service() + " cannot assume the role " + roleArn));
        }
        String action = arn.contains(":lambda:") ? "lambda:InvokeFunction" : "sns:Publish";
        if (arn.contains(":states:")) {
            throw denied("a state machine needs a role that may start it");
        }
        if (!resourcePolicies.permits(arn, action, rule.service(), rule.arn())) {
            throw denied("no policy of " + arn + " lets " + rule.service() + ".amazonaws.com do " + action + " for "
                    + rule.arn());
        }
        return Principal.root(account);
    }

    private static AwsException denied(String why) {
        return AwsException.client("AccessDeniedException", why);
    }
}
