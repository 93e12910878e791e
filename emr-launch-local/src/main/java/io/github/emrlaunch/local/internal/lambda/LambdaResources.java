package io.github.emrlaunch.local.internal.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.Gateway;
import io.github.emrlaunch.local.internal.aws.RequiredPermission;
import io.github.emrlaunch.local.internal.iam.Iam;
import io.github.emrlaunch.local.internal.iam.MalformedPolicyException;
import io.github.emrlaunch.local.internal.iam.ResourcePolicies;
import io.github.emrlaunch.local.internal.iam.Role;
import io.github.emrlaunch.local.internal.resources.CreatedResource;
import io.github.emrlaunch.local.internal.resources.ResourceRequest;
import io.github.emrlaunch.local.internal.resources.ResourceType;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The CloudFormation resources of functions, versions, aliases and permissions. */
final class LambdaResources {
    private static final int NAME = 64;
    private static final int DEFAULT_TIMEOUT = 3;
    private static final int DEFAULT_MEMORY = 128;

    private final Account account;
    private final Iam iam;
    private final Gateway gateway;
    private final LambdaService lambda;
    private final LayerResources layers;

    private final ResourcePolicies resourcePolicies;
    private final BucketCode bucketCode;

    LambdaResources(ServiceContext context, LambdaService lambda) {
        this.account = context.account();
        this.iam = context.iam();
        this.gateway = context.gateway();
        this.resourcePolicies = context.resourcePolicies();
        this.lambda = lambda;
        this.bucketCode = new BucketCode(context);
        this.layers = new LayerResources(account, bucketCode);
    }

    Map<String, ResourceType> handlers() {
        return Map.of(
                "AWS::Lambda::Function",
                ResourceType.of(
                                this::function,
                                "FunctionName",
                                "Role",
                                "Environment.Variables",
                                "Code.S3Bucket",
                                "Code.S3Key",
                                "Code.ZipFile",
                                "Layers",
                                "Runtime",
                                "Handler",
                                "Timeout",
                                "MemorySize",
                                "Description",
                                "ReservedConcurrentExecutions",
                                "DeadLetterConfig.TargetArn",
                                "LoggingConfig.LogGroup",
                                "SnapStart.ApplyOn")
                        .deletedBy(request -> lambda.remove(request.deletedId())),
                LayerResources.TYPE,
                layers.type(),
                "AWS::Lambda::Version",
                ResourceType.of(this::version, "FunctionName").deletedBy(request -> lambda.remove(request.deletedId())),
                "AWS::Lambda::Alias",
                ResourceType.of(this::alias, "Name", "FunctionName", "FunctionVersion", "Description")
                        .deletedBy(request -> lambda.remove(request.deletedId())),
                "AWS::Lambda::Permission",
                ResourceType.of(this::permission, "FunctionName", "Action", "Principal", "SourceArn", "SourceAccount")
                        .deletedBy(this::deletePermission),
                "AWS::Lambda::EventInvokeConfig",
                ResourceType.of(
                                this::eventInvokeConfig,
                                "FunctionName",
                                "MaximumRetryAttempts",
                                "MaximumEventAgeInSeconds")
                        .deletedBy(this::deleteEventInvokeConfig));
    }

    Checkpoint checkpoint() {
        return layers.checkpoint();
    }

    private CreatedResource function(ResourceRequest request) {
        JsonNode properties = request.properties();
        String name = request.name("FunctionName", NAME);
        String arn = account.arn("lambda", "function:" + name);
        request.requireNew("FunctionName", name, name, lambda.find(name).isPresent());
        String roleArn = request.required("Role");
        Role role = iam.role(roleArn)
                .orElseThrow(() -> request.error(
                        "there is no role " + roleArn
                                + "; declare it with LocalAws.existing().role(...) when no template" + " creates it",
                        "Role"));
        if (!iam.isAssumable(role, "lambda", arn)) {
            throw request.error(
                    "The role defined for the function cannot be assumed by Lambda: " + roleArn
                            + " does not trust lambda.amazonaws.com",
                    "Role");
        }
        Map<String, String> environment = new HashMap<>();
        properties
                .path("Environment")
                .path("Variables")
                .properties()
                .forEach(variable ->
                        environment.put(variable.getKey(), variable.getValue().asText()));
        LayerResources.Layers found = layers.find(properties.path("Layers"));
        LambdaFunction function = new LambdaFunction(
                name,
                arn,
                LambdaFunction.LATEST,
                new FunctionSource(code(request), AwsJson.text(properties.path("Code"), "ZipFile"), found.contents()),
                AwsJson.text(properties, "Runtime", ""),
                AwsJson.text(properties, "Handler", ""),
                environment,
                role.arn(),
                properties.path("Timeout").asInt(DEFAULT_TIMEOUT),
                properties.path("MemorySize").asInt(DEFAULT_MEMORY),
                AwsJson.text(properties, "Description", ""),
                AwsJson.text(properties.path("LoggingConfig"), "LogGroup", "/aws/lambda/" + name),
                properties.path("SnapStart").path("ApplyOn").asText().equals("PublishedVersions"));
        // All checks come first: a failed deployment does not delete a resource whose creation failed.
        String deadLetterQueue = deadLetterQueue(request, name, role);
        reserveConcurrency(request, name);
        lambda.put(function);
        lambda.setAsynchronous(name, settings -> settings.withDeadLetterQueue(deadLetterQueue));
        return created(request, function, found.missing());
    }

    private CreatedResource created(ResourceRequest request, LambdaFunction function, List<String> missingLayers) {
        Map<String, String> attributes = Map.of("Arn", function.arn());
        if (CdkFunctions.isReplaced(request.logicalId())) {
            return CreatedResource.working(function.name(), attributes);
        }
        String refusal = lambda.refusal(function);
        if (refusal != null) {
            return CreatedResource.identity(function.name(), attributes).withNote("It cannot run: " + refusal + ".");
        }
        List<String> notes = new ArrayList<>();
        if (!missingLayers.isEmpty()) {
            notes.add("It runs without these layers, which no template has deployed from an asset: "
                    + String.join(", ", missingLayers) + ".");
        }
        String note = lambda.note(function);
        if (!note.isEmpty()) {
            notes.add(note);
        }
        return CreatedResource.working(function.name(), attributes).withNote(String.join(" ", notes));
    }

    /** Returns the dead-letter queue; null without one. Lambda checks the permission when the function is created. */
    private @Nullable String deadLetterQueue(ResourceRequest request, String name, Role role) {
        String queue = AwsJson.text(request.properties().path("DeadLetterConfig"), "TargetArn");
        if (queue != null
                && !gateway.allows(iam.sessionPrincipal(role, name), RequiredPermission.of("sqs:SendMessage", queue))) {
            throw request.error(
                    "The provided execution role does not have permissions to call SendMessage on SQS: " + role.arn(),
                    "DeadLetterConfig.TargetArn");
        }
        return queue;
    }

    private void reserveConcurrency(ResourceRequest request, String name) {
        String property = "ReservedConcurrentExecutions";
        try {
            lambda.reserveConcurrency(
                    name,
                    AwsJson.has(request.properties(), property)
                            ? request.properties().get(property).asInt()
                            : null);
        } catch (AwsException e) {
            throw request.error(e.message(), property);
        }
    }

    /** Returns the file of the code; null for inline code, an image, or code in a bucket that does not exist here. */
    private @Nullable Path code(ResourceRequest request) {
        String key = AwsJson.text(request.properties().path("Code"), "S3Key");
        if (key == null) {
            return null;
        }
        Path asset = request.asset(key);
        if (asset == null) {
            return bucketCode.find(request, "Code");
        }
        if (!Files.exists(asset)) {
            throw request.error("the function's code is missing: " + asset, "Code.S3Key");
        }
        return asset;
    }

    private CreatedResource version(ResourceRequest request) {
        if (request.previous() != null) {
            return request.previous();
        }
        LambdaFunction function = functionOf(request);
        String number = lambda.publish(function.name());
        String arn = function.arn() + ":" + number;
        return CreatedResource.working(arn, Map.of("Version", number, "FunctionArn", arn));
    }

    private CreatedResource alias(ResourceRequest request) {
        LambdaFunction function = functionOf(request);
        String alias = request.required("Name");
        lambda.putAlias(
                function.name(),
                alias,
                request.required("FunctionVersion"),
                AwsJson.text(request.properties(), "Description", ""));
        String arn = function.arn() + ":" + alias;
        return CreatedResource.working(arn, Map.of("AliasArn", arn));
    }

    private LambdaFunction functionOf(ResourceRequest request) {
        String name = request.required("FunctionName");
        return lambda.find(name).orElseThrow(() -> request.error("there is no function " + name, "FunctionName"));
    }

    private CreatedResource permission(ResourceRequest request) {
        JsonNode properties = request.properties();
        String id = request.generatedName(255);
        String arn = lambda.arn(request.required("FunctionName"));
        ObjectNode statement = AwsJson.object().put("Effect", "Allow").put("Action", request.required("Action"));
        String principal = request.required("Principal");
        statement
                .putObject("Principal")
                .put(principal.matches("[a-z0-9.-]*[a-z][a-z0-9.-]*") ? "Service" : "AWS", principal);
        ObjectNode conditions = AwsJson.object();
        if (AwsJson.has(properties, "SourceArn")) {
            conditions.putObject("ArnLike").set("AWS:SourceArn", properties.get("SourceArn"));
        }
        if (AwsJson.has(properties, "SourceAccount")) {
            conditions.putObject("StringEquals").set("AWS:SourceAccount", properties.get("SourceAccount"));
        }
        if (!conditions.isEmpty()) {
            statement.set("Condition", conditions);
        }
        ObjectNode document = AwsJson.object();
        document.putArray("Statement").add(statement);
        try {
            resourcePolicies.put(arn, id, document);
        } catch (MalformedPolicyException e) {
            throw request.error("the policy is malformed (MalformedPolicyDocument): " + e.getMessage(), "");
        }
        lambda.putStatement(arn, statement.put("Sid", id).put("Resource", arn));
        return CreatedResource.working(id, Map.of("Id", id));
    }

    private void deletePermission(ResourceRequest request) {
        String arn = lambda.arn(request.required("FunctionName"));
        resourcePolicies.remove(arn, request.deletedId());
        lambda.removeStatement(arn, request.deletedId());
    }

    private CreatedResource eventInvokeConfig(ResourceRequest request) {
        String function = request.required("FunctionName");
        JsonNode retries = request.properties().path("MaximumRetryAttempts");
        if (retries.isNumber()) {
            lambda.setAsynchronous(function, settings -> settings.withRetries(retries.asInt()));
        }
        JsonNode age = request.properties().path("MaximumEventAgeInSeconds");
        if (age.isNumber()) {
            lambda.setAsynchronous(function, settings -> settings.withMaximumAge(Duration.ofSeconds(age.asInt())));
        }
        return CreatedResource.working(request.generatedName(255), Map.of());
    }

    private void deleteEventInvokeConfig(ResourceRequest request) {
        // The dead-letter queue belongs to the function.
        lambda.setAsynchronous(
                request.required("FunctionName"),
                settings -> AsynchronousInvocation.DEFAULT.withDeadLetterQueue(settings.deadLetterQueueArn()));
    }
}
