package io.github.emrlaunch.local.internal.pipes;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.resources.CreatedResource;
import io.github.emrlaunch.local.internal.resources.ResourceRequest;
import io.github.emrlaunch.local.internal.resources.ResourceType;
import io.github.emrlaunch.local.internal.service.QueueLookup;
import io.github.emrlaunch.local.internal.service.Services;
import java.util.Map;

/** The CloudFormation resources of pipes. */
final class PipeResources {
    private static final int NAME = 64;
    /** Larger batches need a batching window. */
    private static final int MAX_BATCH_SIZE = 10;

    private final Account account;
    private final Services services;
    private final Pipes pipes;
    private final PipeDescriptions descriptions;

    PipeResources(Account account, Services services, Pipes pipes, PipeDescriptions descriptions) {
        this.account = account;
        this.services = services;
        this.pipes = pipes;
        this.descriptions = descriptions;
    }

    Map<String, ResourceType> handlers() {
        return Map.of(
                "AWS::Pipes::Pipe",
                ResourceType.of(
                                this::pipe,
                                "Name",
                                "Description",
                                "Tags",
                                "DesiredState",
                                "RoleArn",
                                "Source",
                                "SourceParameters",
                                "Target",
                                "TargetParameters")
                        .deletedBy(this::delete));
    }

    private CreatedResource pipe(ResourceRequest request) {
        request.supports(
                "",
                "Name",
                "Description",
                "DesiredState",
                "RoleArn",
                "Source",
                "SourceParameters",
                "Target",
                "TargetParameters",
                "Tags");
        request.supports("SourceParameters", "SqsQueueParameters");
        request.supports("SourceParameters.SqsQueueParameters", "BatchSize");
        request.supports("TargetParameters", "StepFunctionStateMachineParameters");
        request.supports("TargetParameters.StepFunctionStateMachineParameters", "InvocationType");
        String source = request.required("Source");
        requireQueue(request, source);
        String target = request.required("Target");
        if (!target.startsWith(account.arn("states", "stateMachine:"))) {
            throw request.error("the local emulator supports state machines as targets, got: " + target, "Target");
        }
        String invocationType = request.properties()
                .at("/TargetParameters/StepFunctionStateMachineParameters/InvocationType")
                .asText("REQUEST_RESPONSE");
        if (!invocationType.equals("FIRE_AND_FORGET")) {
            throw request.error(
                    "the local emulator supports FIRE_AND_FORGET, which a standard state machine needs, got: "
                            + invocationType,
                    "TargetParameters.StepFunctionStateMachineParameters.InvocationType");
        }
        String name = request.name("Name", NAME);
        String arn = account.arn("pipes", "pipe/" + name);
        request.requireNew("Name", name, name, descriptions.has(name));
        String state = AwsJson.text(request.properties(), "DesiredState", "RUNNING");
        if (state.equals("RUNNING")) {
            Pipe pipe = new Pipe(name, arn, request.required("RoleArn"), source, batchSize(request), target);
            try {
                pipes.put(pipe);
            } catch (AwsException e) {
                throw request.error(e.message(), "RoleArn");
            }
        } else {
            pipes.remove(arn);
        }
        descriptions.put(name, arn, state, request.properties());
        return CreatedResource.working(name, Map.of("Arn", arn, "CurrentState", state));
    }

    private void delete(ResourceRequest request) {
        pipes.remove(request.deletedAttribute("Arn"));
        descriptions.remove(request.deletedId());
    }

    private void requireQueue(ResourceRequest request, String arn) {
        if (services.get(QueueLookup.class).queueUrl(arn).isEmpty()) {
            throw request.error("there is no queue " + arn + " that a template creates", "Source");
        }
    }

    private static int batchSize(ResourceRequest request) {
        String parent = "SourceParameters.SqsQueueParameters";
        JsonNode value = request.at(parent).path("BatchSize");
        int size = value.isMissingNode() ? MAX_BATCH_SIZE : value.asInt(0);
        if (size < 1 || size > MAX_BATCH_SIZE) {
            throw request.error(
                    "must be from 1 to " + MAX_BATCH_SIZE + " here, got: " + value.asText(), parent + ".BatchSize");
        }
        return size;
    }
}
