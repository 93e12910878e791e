package io.github.emrlaunch.local.internal.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.deploy.DeployedStacks.DeployedStack;
import io.github.emrlaunch.local.internal.deploy.DeployedStacks.StackResource;
import io.github.emrlaunch.local.internal.resources.CreatedResource;
import io.github.emrlaunch.local.internal.resources.ResourceRequest;
import io.github.emrlaunch.local.internal.resources.ResourceType;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * The CloudFormation resources of nested stacks, see <a
 * href="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stack.html">AWS::CloudFormation::Stack</a>.
 */
final class NestedStacks {
    static final String TYPE = "AWS::CloudFormation::Stack";

    private static final int NAME = 128;
    /** The URL of an object, with the bucket in the path or in the host. */
    private static final Pattern URL = Pattern.compile("https://(?:s3[.-][^/]*/[^/]+|[^/]+\\.s3[.-][^/]*)/(.+)");

    private final ServiceContext context;
    private final Stack outer;
    private final Map<String, ResourceType> types;
    private final DeployedStacks stacks;
    private final Consumer<StackDeployer.Result> report;
    /** The nested stacks before this deployment, by name. Only the rollback deploys one again, and its file can be overwritten. */
    private final Map<String, Stack> before = new HashMap<>();

    /** @param report receives the result of each nested stack */
    NestedStacks(
            ServiceContext context,
            Stack outer,
            Map<String, ResourceType> types,
            DeployedStacks stacks,
            Consumer<StackDeployer.Result> report) {
        this.context = context;
        this.outer = outer;
        this.types = types;
        this.stacks = stacks;
        this.report = report;
    }

    ResourceType type() {
        return ResourceType.of(this::deploy, "TemplateURL", "Parameters").deletedBy(this::delete);
    }

    private CreatedResource deploy(ResourceRequest request) {
        Stack nested = before.get(name(request));
        if (nested == null) {
            nested = new Stack(
                    name(request), outer.environment(), template(request), parameters(request), request.assets());
            stacks.find(nested.name()).ifPresent(former -> before.put(former.name(), former.stack()));
        }
        StackDeployer.Result result = new StackDeployer(context, nested, types, stacks).deploy();
        report.accept(result);
        Map<String, String> attributes = new HashMap<>();
        result.outputs()
                .getOrDefault(nested.name(), Map.of())
                .forEach((id, value) -> attributes.put("Outputs." + id, value));
        return CreatedResource.working(StackDeployer.stackId(context.account(), nested.name()), attributes)
                .readyAfter(result.ready());
    }

    private static String name(ResourceRequest request) {
        return request.generatedName(NAME);
    }

    private static JsonNode template(ResourceRequest request) {
        String url = request.required("TemplateURL");
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            throw request.error("TemplateURL must be a supported URL: " + url, "TemplateURL");
        }
        Path file = request.asset(parts.group(1));
        if (file == null || !Files.isRegularFile(file)) {
            throw request.error(
                    "no asset of the cloud assembly is the template " + url + "; it has "
                            + request.assets().keySet(),
                    "TemplateURL");
        }
        return AwsJson.read(file);
    }

    private static Map<String, String> parameters(ResourceRequest request) {
        Map<String, String> parameters = new HashMap<>();
        request.properties()
                .path("Parameters")
                .properties()
                .forEach(parameter -> parameters.put(parameter.getKey(), text(parameter.getValue())));
        return parameters;
    }

    /** Returns the text of a parameter. The elements of a list are separated by commas. */
    private static String text(JsonNode value) {
        return value.isArray()
                ? StreamSupport.stream(value.spliterator(), false)
                        .map(JsonNode::asText)
                        .collect(Collectors.joining(","))
                : value.asText();
    }

    private void delete(ResourceRequest request) {
        String name = name(request);
        DeployedStack deployed = stacks.find(name).orElse(null);
        if (deployed == null) {
            return;
        }
        stacks.checkExports(name, Map.of());
        Map<String, ResourceType> all = new HashMap<>(types);
        all.put(TYPE, type());
        Map<String, StackResource> resources = deployed.resources();
        new StackChanges(all, resources).deleteWhatIsGone(name, Map.of());
        stacks.remove(name);
    }
}
