package io.github.emrlaunch.local.internal.pipes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.AwsService;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.local.internal.aws.Operation;
import io.github.emrlaunch.local.internal.aws.Page;
import io.github.emrlaunch.local.internal.aws.RequiredPermission;
import io.github.emrlaunch.local.internal.aws.ServiceProtocol;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.Checkpoints;
import io.github.emrlaunch.states.time.VirtualClock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** The operations that describe pipes. */
final class PipeDescriptions {
    private static final int MAX_LIMIT = 100;

    private final Account account;
    private final VirtualClock clock;
    /** The responses of DescribePipe, by name. */
    private final Map<String, ObjectNode> pipes = new ConcurrentSkipListMap<>();

    PipeDescriptions(Account account, VirtualClock clock) {
        this.account = account;
        this.clock = clock;
    }

    AwsService api() {
        return AwsService.rest(
                "pipes",
                List.of(
                        new ServiceProtocol.Route("GET", "/v1/pipes/{Name}", "DescribePipe"),
                        new ServiceProtocol.Route("GET", "/v1/pipes", "ListPipes")
                                .query(
                                        "NamePrefix",
                                        "DesiredState",
                                        "CurrentState",
                                        "SourcePrefix",
                                        "TargetPrefix",
                                        "NextToken",
                                        "Limit")),
                Map.of(
                        "DescribePipe",
                        Operation.requiring(
                                input -> RequiredPermission.of(
                                        "pipes:DescribePipe",
                                        account.arn("pipes", "pipe/" + Inputs.required(input, "Name"))),
                                this::describe),
                        "ListPipes",
                        Operation.requiring(input -> RequiredPermission.of("pipes:ListPipes", "*"), this::list)));
    }

    boolean has(String name) {
        return pipes.containsKey(name);
    }

    void remove(String name) {
        pipes.remove(name);
    }

    /** Adds or replaces a pipe with these CloudFormation properties. */
    void put(String name, String arn, String state, JsonNode properties) {
        double now = AwsJson.timestamp(clock.now());
        ObjectNode pipe = AwsJson.object()
                .put("Arn", arn)
                .put("Name", name)
                .put("DesiredState", state)
                .put("CurrentState", state)
                .put("CreationTime", now)
                .put("LastModifiedTime", now);
        for (String member :
                List.of("Description", "RoleArn", "Source", "SourceParameters", "Target", "TargetParameters", "Tags")) {
            if (AwsJson.has(properties, member)) {
                pipe.set(member, properties.get(member));
            }
        }
        pipes.merge(name, pipe, (before, after) -> {
            after.set("CreationTime", before.get("CreationTime"));
            return after;
        });
    }

    Checkpoint checkpoint() {
        return Checkpoints.of(pipes);
    }

    private JsonNode describe(CallContext context, ObjectNode input) {
        ObjectNode pipe = pipes.get(Inputs.required(input, "Name"));
        if (pipe == null) {
            throw AwsException.of(
                    "NotFoundException", 404, "Pipe " + Inputs.required(input, "Name") + " does not exist.");
        }
        return pipe;
    }

    private JsonNode list(CallContext context, ObjectNode input) {
        List<ObjectNode> found = pipes.values().stream()
                .filter(pipe -> has(pipe, "Name", AwsJson.text(input, "NamePrefix", "")))
                .filter(pipe -> has(pipe, "Source", AwsJson.text(input, "SourcePrefix", "")))
                .filter(pipe -> has(pipe, "Target", AwsJson.text(input, "TargetPrefix", "")))
                .filter(pipe -> has(pipe, "DesiredState", AwsJson.text(input, "DesiredState", "")))
                .filter(pipe -> has(pipe, "CurrentState", AwsJson.text(input, "CurrentState", "")))
                .toList();
        Page<ObjectNode> page = Page.of(
                found,
                AwsJson.text(input, "NextToken"),
                Inputs.number(input, "Limit", MAX_LIMIT, 1, MAX_LIMIT),
                () -> AwsException.validation("Invalid NextToken."));
        ObjectNode output = AwsJson.object();
        page.elements().stream().map(PipeDescriptions::summary).forEach(output.putArray("Pipes")::add);
        return page.next() == null ? output : output.put("NextToken", page.next());
    }

    private static boolean has(ObjectNode pipe, String member, String prefix) {
        return pipe.path(member).asText().startsWith(prefix);
    }

    private static ObjectNode summary(ObjectNode pipe) {
        ObjectNode summary = AwsJson.object();
        for (String member : List.of(
                "Name",
                "Arn",
                "DesiredState",
                "CurrentState",
                "CreationTime",
                "LastModifiedTime",
                "Source",
                "Target")) {
            summary.set(member, pipe.get(member));
        }
        return summary;
    }
}
