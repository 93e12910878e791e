package io.github.emrlaunch.local.internal.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.local.DeployedResource;
import io.github.emrlaunch.local.DeployedResource.Support;
import io.github.emrlaunch.local.DeploymentException;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.Ids;
import io.github.emrlaunch.local.internal.deploy.DeployedStacks.DeployedStack;
import io.github.emrlaunch.local.internal.deploy.DeployedStacks.StackResource;
import io.github.emrlaunch.local.internal.resources.CreatedResource;
import io.github.emrlaunch.local.internal.resources.ResourceRequest;
import io.github.emrlaunch.local.internal.resources.ResourceType;
import io.github.emrlaunch.local.internal.service.NetworkImports;
import io.github.emrlaunch.local.internal.service.NetworkLookup;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Deploys a stack: creates its resources in the order of their references, evaluates its outputs, and deletes resources that are no
 * longer in the template. When the deployment fails, created resources are deleted and updated resources get their previous properties.
 */
final class StackDeployer implements References {
    private final Account account;
    private final Stack stack;
    private final ServiceContext context;
    private final Map<String, ResourceType> types;
    private final DeployedStacks stacks;
    private final Map<String, StackResource> before;
    private final JsonNode resources;
    private final TemplateEvaluator template;
    private final StoredValues stored;
    private final StackChanges changes;
    private final Map<String, StackResource> created = new LinkedHashMap<>();
    private final List<DeployedResource> report = new ArrayList<>();
    private final Map<String, Map<String, String>> outputsOfStacks = new TreeMap<>();
    private final Map<String, String> exports = new HashMap<>();
    private final Set<String> imports = new LinkedHashSet<>();
    private Map<String, JsonNode> parameters = Map.of();

    /**
     * The result of a stack, including its nested stacks.
     *
     * @param outputs the outputs by stack name
     * @param ready the duration after which all resources are complete
     */
    record Result(List<DeployedResource> resources, Map<String, Map<String, String>> outputs, Duration ready) {}

    StackDeployer(ServiceContext context, Stack stack, Map<String, ResourceType> types, DeployedStacks stacks) {
        this.account = context.account();
        this.stack = stack;
        this.context = context;
        this.stacks = stacks;
        this.before = stacks.resources(stack.name());
        this.resources = stack.template().path("Resources");
        this.template = new TemplateEvaluator(stack.template(), this);
        this.stored = new StoredValues(context);
        this.types = new HashMap<>(types);
        NestedStacks nested = new NestedStacks(context, stack, types, stacks, this::add);
        this.types.put(NestedStacks.TYPE, nested.type());
        this.changes = new StackChanges(this.types, before);
    }

    private void add(Result nested) {
        report.addAll(nested.resources());
        outputsOfStacks.putAll(nested.outputs());
    }

    Result deploy() {
        NetworkImports network = context.services().get(NetworkImports.class);
        List<String> assumed = network.assumed();
        try {
            checkEnvironment();
            new ImportedResources(context).declareNetwork(stack.template());
            TemplateRules.check(stack.template());
            parameters = new TemplateParameters(
                            stack.template().path("Parameters"),
                            stack.parameters(),
                            context.services().get(NetworkLookup.class),
                            stored)
                    .values();
            checkRules();
            checkTypes();
            return deployed();
        } catch (DeploymentException e) {
            network.forgetAssumedExcept(assumed);
            String message = String.valueOf(e.getMessage());
            throw message.startsWith("Stack ")
                    ? e
                    : new DeploymentException("Stack " + stack.name() + ", " + message, e);
        }
    }

    private Result deployed() {
        Map<String, String> outputs;
        try {
            Set<String> underWay = new LinkedHashSet<>();
            resources.properties().forEach(resource -> create(resource.getKey(), underWay));
            outputs = outputs();
            stacks.checkExports(stack.name(), exports);
        } catch (RuntimeException e) {
            changes.undo(created, e);
            throw e;
        }
        report.addAll(changes.deleteWhatIsGone(stack.name(), created));
        stacks.put(new DeployedStack(stack, created, outputs, exports, imports));
        outputsOfStacks.put(stack.name(), outputs);
        Duration ready = created.values().stream()
                .map(resource -> resource.created().ready())
                .reduce(Duration.ZERO, (one, other) -> one.compareTo(other) < 0 ? other : one);
        return new Result(List.copyOf(report), outputsOfStacks, ready);
    }

    private void checkEnvironment() {
        if (!stack.isFor(account)) {
            throw new DeploymentException("Stack " + stack.name() + " is for " + stack.environment()
                    + ", but the local emulator has aws://" + account.id() + "/" + account.region()
                    + ": start it with LocalAws.builder().accountId(...).region(...), or set"
                    + " .account(...) and .region(...)");
        }
    }

    /** Evaluates the Rules section. The CDK adds a rule that checks the bootstrap stack. */
    private void checkRules() {
        stack.template().path("Rules").properties().forEach(rule -> {
            String path = "$.Rules." + rule.getKey();
            JsonNode condition = rule.getValue().path("RuleCondition");
            if (!condition.isMissingNode() && !template.value(condition, path).asBoolean()) {
                return;
            }
            for (JsonNode assertion : rule.getValue().path("Assertions")) {
                if (!template.value(assertion.path("Assert"), path).asBoolean()) {
                    throw new DeploymentException(path + ": the rule is violated: "
                            + AwsJson.text(assertion, "AssertDescription", "it has no description"));
                }
            }
        });
    }

    private void checkTypes() {
        TreeSet<String> changed = new TreeSet<>();
        before.forEach((id, resource) -> {
            JsonNode type = resources.path(id).path("Type");
            if (!type.isMissingNode()
                    && !type.asText().equals(resource.request().type())) {
                changed.add(id);
            }
        });
        if (!changed.isEmpty()) {
            throw new DeploymentException(
                    "$.Resources: Update of resource type is not permitted. The new template modifies"
                            + " resource type of the following resources: " + changed);
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
        TemplateRules.dependencies(resource).forEach(id -> create(id, underWay));
        JsonNode properties = resource.has("Properties") ? resource.get("Properties") : AwsJson.object();
        TemplateEvaluator.references(properties).forEach(id -> create(id, underWay));
        underWay.remove(logicalId);

        String type = resource.path("Type").asText();
        StackResource former = before.get(logicalId);
        ResourceRequest request = new ResourceRequest(
                stack.name(),
                logicalId,
                type,
                template.value(properties, "$.Resources." + logicalId + ".Properties"),
                stack.assets(),
                former == null ? null : former.created(),
                former == null ? AwsJson.object() : former.request().properties());
        ResourceType known = types.get(type);
        CreatedResource result;
        if (known == null) {
            result = unknown(request);
        } else if (former != null && former.isKeptBy(request) && !type.equals(NestedStacks.TYPE)) {
            result = former.created().readyAfter(Duration.ZERO);
        } else {
            result = apply(known, request, former);
        }
        created.put(
                logicalId,
                new StackResource(
                        request,
                        result,
                        AwsJson.text(resource, "DeletionPolicy", "").startsWith("Retain"),
                        AwsJson.text(resource, "UpdateReplacePolicy", "").startsWith("Retain"),
                        AwsJson.text(resource, "DeletionPolicy", "").equals("Retain")));
        report.add(described(resource, request, result, known));
    }

    private CreatedResource apply(ResourceType type, ResourceRequest request, @Nullable StackResource former) {
        try {
            return type.handler().create(request);
        } catch (RuntimeException e) {
            if (former != null) {
                changes.undoUpdate(former, request, e);
            }
            throw e;
        }
    }

    private boolean wanted(String logicalId) {
        @Nullable String condition = AwsJson.text(resources.path(logicalId), "Condition");
        return condition == null || template.condition(condition, "$.Resources." + logicalId + ".Condition");
    }

    private static CreatedResource unknown(ResourceRequest request) {
        String note =
                request.type().startsWith("Custom::") || request.type().equals("AWS::CloudFormation::CustomResource")
                        ? "Custom resources are not run."
                        : "The local emulator does not know the type " + request.type() + ".";
        return CreatedResource.skipped(request.generatedName(255), note);
    }

    private DeployedResource described(
            JsonNode resource, ResourceRequest request, CreatedResource result, @Nullable ResourceType type) {
        List<String> ignored = new ArrayList<>();
        if (type != null && result.support() != Support.SKIPPED) {
            ignored.addAll(type.ignored(request.properties()));
            // Other attributes of a resource are implemented, or are metadata.
            List.of("CreationPolicy", "UpdatePolicy").stream()
                    .filter(resource::has)
                    .forEach(ignored::add);
        }
        return DeployedResource.of(
                stack.name(),
                request.logicalId(),
                request.type(),
                result.physicalId(),
                result.support(),
                result.note(),
                ignored);
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
                    String name = template.text(output.path("Export").path("Name"), path + ".Export.Name");
                    if (exports.put(name, value) != null) {
                        throw new DeploymentException(path + ": Template error: Export names must be unique: " + name);
                    }
                }
            }
        });
        return outputs;
    }

    @Override
    public Optional<JsonNode> ref(String logicalId) {
        if (logicalId.startsWith("AWS::")) {
            return pseudo(logicalId).map(TextNode::valueOf);
        }
        if (created.containsKey(logicalId)) {
            return Optional.of(TextNode.valueOf(created.get(logicalId).created().physicalId()));
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
                    case "AWS::StackId" -> stackId(account, stack.name());
                    default -> null;
                });
    }

    static String stackId(Account account, String stackName) {
        return account.arn("cloudformation", "stack/" + stackName + "/" + Ids.uuid(stackName));
    }

    @Override
    public String attribute(String logicalId, String attribute, String path) {
        StackResource found = created.get(logicalId);
        if (found == null) {
            throw new DeploymentException(path + ": there is no resource '" + logicalId + "'");
        }
        CreatedResource resource = found.created();
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
                path + ": the local emulator knows no attribute '" + attribute + "' of '" + logicalId + "' ("
                        + found.request().type() + "); it knows "
                        + resource.attributes().keySet());
    }

    @Override
    public String imported(String exportName, String path) {
        String value = stacks.exported(exportName)
                .orElseThrow(() -> new DeploymentException(path + ": No export named " + exportName + " found"));
        imports.add(exportName);
        return value;
    }

    @Override
    public String stackOutput(StackOutput output, String path) {
        if (!output.region().isEmpty() && !output.region().equals(account.region())) {
            throw new DeploymentException(path + ".Region: the local emulator has the region " + account.region()
                    + " only, got: " + output.region());
        }
        if (!output.roleArn().isEmpty()) {
            throw new DeploymentException(path + ".RoleArn: the local emulator has one account, whose stacks are read"
                    + " without a role, got: " + output.roleArn());
        }
        DeployedStack other = stacks.find(output.stackName())
                .orElseThrow(() -> new DeploymentException(
                        path + ".StackName: Stack with id " + output.stackName() + " does not exist"));
        String value = other.outputs().get(output.outputName());
        if (value == null) {
            throw new DeploymentException(
                    path + ".OutputName: the stack " + output.stackName() + " has no output '" + output.outputName()
                            + "'; it has " + new TreeSet<>(other.outputs().keySet()));
        }
        return value;
    }

    @Override
    public String dynamic(String service, String key, String path) {
        boolean inProperty = path.startsWith("$.Resources.");
        if (service.equals("ssm")) {
            return stored.parameter(key, path);
        }
        if (service.equals("secretsmanager") && inProperty) {
            return stored.secret(key, path);
        }
        if (service.equals("ssm-secure") && inProperty && !types.containsKey(typeAt(path))) {
            // The properties that accept secure strings belong to resource types that are skipped here.
            return "{{resolve:ssm-secure:" + key + "}}";
        }
        throw new DeploymentException(path + ": CloudFormation does not resolve a dynamic reference to " + service
                + " here" + (inProperty ? ", in " + typeAt(path) : ""));
    }

    private String typeAt(String path) {
        String logicalId = path.split("\\.", 4)[2];
        return resources.path(logicalId).path("Type").asText();
    }
}
