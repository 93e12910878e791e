package io.github.emrlaunch.local.internal.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.local.DeployedResource;
import io.github.emrlaunch.local.DeployedResource.Support;
import io.github.emrlaunch.local.DeploymentException;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.Ids;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.local.internal.resources.CreatedResource;
import io.github.emrlaunch.local.internal.resources.ResourceHandler;
import io.github.emrlaunch.local.internal.resources.ResourceRequest;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Deploys one stack: its resources in the order of their references, then its outputs. */
final class StackDeployer implements References {
    private static final String PARAMETER_STORE_TYPE = "AWS::SSM::Parameter::Value<";
    private static final String BOOTSTRAP_PARAMETER = "/cdk-bootstrap/";
    private static final String BOOTSTRAP_VERSION = "30";

    private final Account account;
    private final Stack stack;
    private final ServiceContext context;
    private final Map<String, ResourceHandler> handlers;
    private final Map<String, CreatedResource> before;
    private final Map<String, String> exports;
    private final JsonNode resources;
    private final TemplateEvaluator template;
    private final Map<String, CreatedResource> created = new LinkedHashMap<>();
    private final Map<String, JsonNode> parameters = new HashMap<>();

    /** What a stack came to. */
    record Result(
            Map<String, CreatedResource> created, List<DeployedResource> resources, Map<String, String> outputs) {}

    /**
     * @param before what the stack had when it was deployed last
     * @param exports what stacks export, to which this one's are added
     */
    StackDeployer(
            ServiceContext context,
            Stack stack,
            Map<String, ResourceHandler> handlers,
            Map<String, CreatedResource> before,
            Map<String, String> exports) {
        this.account = context.account();
        this.stack = stack;
        this.context = context;
        this.handlers = handlers;
        this.before = before;
        this.exports = exports;
        this.resources = stack.template().path("Resources");
        this.template = new TemplateEvaluator(stack.template(), this);
    }

    Result deploy() {
        try {
            checkEnvironment();
            readParameters();
            Set<String> underWay = new LinkedHashSet<>();
            resources.properties().forEach(resource -> create(resource.getKey(), underWay));
            return new Result(Map.copyOf(created), deployed(), outputs());
        } catch (DeploymentException e) {
            String message = String.valueOf(e.getMessage());
            throw message.startsWith("Stack ")
                    ? e
                    : new DeploymentException("Stack " + stack.name() + ", " + message, e);
        }
    }

    private void checkEnvironment() {
        String[] parts = stack.environment().replace("aws://", "").split("/", 2);
        if (parts.length == 2) {
            boolean otherAccount = !parts[0].equals("unknown-account") && !parts[0].equals(account.id());
            boolean otherRegion = !parts[1].equals("unknown-region") && !parts[1].equals(account.region());
            if (otherAccount || otherRegion) {
                throw new DeploymentException("Stack " + stack.name() + " is for " + stack.environment()
                        + ", the stand-in plays aws://" + account.id() + "/" + account.region()
                        + ": start it with LocalAws.builder().accountId(...).region(...)");
            }
        }
    }

    private void readParameters() {
        stack.template().path("Parameters").properties().forEach(entry -> {
            String name = entry.getKey();
            JsonNode declared = entry.getValue();
            String path = "$.Parameters." + name;
            JsonNode value = stack.parameters().containsKey(name)
                    ? TextNode.valueOf(stack.parameters().get(name))
                    : declared.path("Default");
            if (value.isMissingNode()) {
                throw new DeploymentException(path + ": the parameter has neither a value nor a default");
            }
            boolean stored = declared.path("Type").asText().startsWith(PARAMETER_STORE_TYPE);
            parameters.put(name, stored ? TextNode.valueOf(stored(value.asText(), path)) : value);
        });
    }

    private String stored(String parameterName, String path) {
        return parameter(parameterName)
                .or(() -> parameterName.startsWith(BOOTSTRAP_PARAMETER)
                        ? Optional.of(BOOTSTRAP_VERSION)
                        : Optional.empty())
                .orElseThrow(() ->
                        new DeploymentException(path + ": Parameter Store has no parameter '" + parameterName + "'"));
    }

    /** The value of a parameter of Parameter Store. */
    private Optional<String> parameter(String name) {
        try {
            JsonNode found = context.gateway()
                    .call(
                            context.root(),
                            "ssm",
                            "GetParameter",
                            AwsJson.object().put("Name", name))
                    .path("Parameter");
            if (found.path("Type").asText().equals("SecureString")) {
                throw new DeploymentException(
                        "Parameters of type SecureString are not supported as references to Parameter Store: " + name);
            }
            return Optional.of(found.path("Value").asText());
        } catch (AwsException notFound) {
            return Optional.empty();
        }
    }

    private void create(String logicalId, Set<String> underWay) {
        JsonNode resource = resources.path(logicalId);
        if (resource.isMissingNode() || created.containsKey(logicalId) || !wanted(logicalId)) {
            return;
        }
        if (!underWay.add(logicalId)) {
            throw new DeploymentException("$.Resources: circular reference between " + underWay);
        }
        JsonNode dependsOn = resource.path("DependsOn");
        if (dependsOn.isTextual()) {
            create(dependsOn.asText(), underWay);
        }
        Inputs.strings(resource, "DependsOn").forEach(id -> create(id, underWay));
        JsonNode properties = resource.has("Properties") ? resource.get("Properties") : AwsJson.object();
        TemplateEvaluator.references(properties).forEach(id -> create(id, underWay));
        underWay.remove(logicalId);

        String type = resource.path("Type").asText();
        JsonNode evaluated = template.value(properties, "$.Resources." + logicalId + ".Properties");
        ResourceRequest request =
                new ResourceRequest(stack.name(), logicalId, type, evaluated, stack.assets(), before.get(logicalId));
        created.put(
                logicalId, handlers.getOrDefault(type, StackDeployer::unknown).create(request));
    }

    private boolean wanted(String logicalId) {
        @Nullable String condition = AwsJson.text(resources.path(logicalId), "Condition");
        return condition == null || template.condition(condition, "$.Resources." + logicalId + ".Condition");
    }

    private static CreatedResource unknown(ResourceRequest request) {
        String note =
                request.type().startsWith("Custom::") || request.type().equals("AWS::CloudFormation::CustomResource")
                        ? "Custom resources are not run."
                        : "The stand-in does not know the type " + request.type() + ".";
        return CreatedResource.skipped(request.generatedName(255), note);
    }

    private List<DeployedResource> deployed() {
        List<DeployedResource> deployed = new ArrayList<>();
        created.forEach((id, resource) -> deployed.add(new DeployedResource(
                stack.name(),
                id,
                resources.path(id).path("Type").asText(),
                resource.physicalId(),
                resource.support(),
                resource.note())));
        return deployed;
    }

    private Map<String, String> outputs() {
        Map<String, String> outputs = new TreeMap<>();
        stack.template().path("Outputs").properties().forEach(entry -> {
            String path = "$.Outputs." + entry.getKey();
            JsonNode output = entry.getValue();
            @Nullable String condition = AwsJson.text(output, "Condition");
            if (condition == null || template.condition(condition, path + ".Condition")) {
                String value = template.text(output.path("Value"), path + ".Value");
                outputs.put(entry.getKey(), value);
                if (output.has("Export")) {
                    exports.put(template.text(output.path("Export").path("Name"), path + ".Export.Name"), value);
                }
            }
        });
        return outputs;
    }

    @Override
    public Optional<JsonNode> ref(String logicalId) {
        if (logicalId.startsWith("{{")) {
            return parameter(logicalId.substring(2, logicalId.length() - 2)).map(TextNode::valueOf);
        }
        if (logicalId.startsWith("AWS::")) {
            return pseudo(logicalId).map(TextNode::valueOf);
        }
        if (created.containsKey(logicalId)) {
            return Optional.of(TextNode.valueOf(created.get(logicalId).physicalId()));
        }
        return Optional.ofNullable(parameters.get(logicalId));
    }

    private Optional<String> pseudo(String name) {
        return Optional.ofNullable(
                switch (name) {
                    case "AWS::AccountId" -> account.id();
                    case "AWS::Region" -> account.region();
                    case "AWS::Partition" -> account.partition();
                    case "AWS::URLSuffix" -> account.urlSuffix();
                    case "AWS::StackName" -> stack.name();
                    case "AWS::StackId" ->
                        account.arn("cloudformation", "stack/" + stack.name() + "/" + Ids.uuid(stack.name()));
                    default -> null;
                });
    }

    @Override
    public String attribute(String logicalId, String attribute, String path) {
        CreatedResource resource = created.get(logicalId);
        if (resource == null) {
            throw new DeploymentException(path + ": there is no resource '" + logicalId + "'");
        }
        String value = resource.attributes().get(attribute);
        if (value != null) {
            return value;
        }
        if (resource.support() == Support.SKIPPED) {
            return attribute.endsWith("Arn")
                    ? account.arn("unknown", resource.physicalId())
                    : resource.physicalId() + "." + attribute;
        }
        throw new DeploymentException(
                path + ": the stand-in knows no attribute '" + attribute + "' of '" + logicalId + "' ("
                        + resources.path(logicalId).path("Type").asText() + "); it knows "
                        + resource.attributes().keySet());
    }

    @Override
    public Optional<String> export(String name) {
        return Optional.ofNullable(exports.get(name));
    }
}
