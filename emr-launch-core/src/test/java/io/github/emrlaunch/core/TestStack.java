package io.github.emrlaunch.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.core.cluster.ClusterConfiguration;
import io.github.emrlaunch.core.cluster.InstanceGroup;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.core.store.StoredDefinitions;
import io.github.emrlaunch.definitions.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.assertions.Template;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.ISubnet;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.Subnet;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.ec2.VpcAttributes;
import software.constructs.Construct;

/** A new stack for each test, and access to its template. */
public final class TestStack {
    private final Stack stack;

    private TestStack(AppProps app, StackProps props) {
        this.stack = new Stack(new App(app), "Stack", props);
    }

    public static TestStack create() {
        return new TestStack(AppProps.builder().build(), StackProps.builder().build());
    }

    public static TestStack withContext(Map<String, Object> context) {
        return new TestStack(
                AppProps.builder().context(context).build(),
                StackProps.builder().build());
    }

    public static TestStack inRegion(String region, Map<String, Object> context) {
        return new TestStack(
                AppProps.builder().context(context).build(),
                StackProps.builder()
                        .env(Environment.builder()
                                .account("123456789012")
                                .region(region)
                                .build())
                        .build());
    }

    /** Creates a scope that loads definitions from a folder. */
    public static Construct loadingFrom(Path folder, Stack stack) {
        Construct scope =
                new Construct(stack, "Loaded" + stack.getNode().getChildren().size());
        scope.getNode().setContext(StoredDefinitions.DIRECTORY_CONTEXT, folder.toString());
        return scope;
    }

    /** Creates such a scope within this stack. */
    public Construct loadingFrom(Path folder) {
        return loadingFrom(folder, stack);
    }

    public Stack stack() {
        return stack;
    }

    public Vpc vpc() {
        return Vpc.Builder.create(stack, "Vpc").maxAzs(1).natGateways(1).build();
    }

    public ISubnet subnet() {
        return stack.getNode().tryFindChild("Subnet") instanceof ISubnet subnet
                ? subnet
                : Subnet.fromSubnetId(stack, "Subnet", "subnet-0123456789abcdef0");
    }

    public IVpc importedVpc() {
        return stack.getNode().tryFindChild("ImportedVpc") instanceof IVpc vpc
                ? vpc
                : Vpc.fromVpcAttributes(
                        stack,
                        "ImportedVpc",
                        VpcAttributes.builder()
                                .vpcId("vpc-0a1b2c3d4e5f60718")
                                .availabilityZones(List.of("eu-west-1a"))
                                .privateSubnetIds(List.of("subnet-0123456789abcdef0"))
                                .build());
    }

    public ISecurityGroup securityGroup(String id) {
        return SecurityGroup.fromSecurityGroupId(stack, id, id);
    }

    public EmrProfile profile() {
        return EmrProfile.Builder.create(stack, "Profile")
                .profileName("etl")
                .vpc(vpc())
                .build();
    }

    public ClusterConfiguration.Builder configuration() {
        return configuration("Configuration");
    }

    public ClusterConfiguration.Builder configuration(String id) {
        return ClusterConfiguration.Builder.create(stack, id)
                .configurationName("small")
                .releaseLabel("emr-7.12.0")
                .instanceGroups(InstanceGroup.master("m7g.xlarge"), InstanceGroup.core("m7g.xlarge", 2))
                .subnets(subnet());
    }

    public Template template() {
        return Template.fromStack(stack);
    }

    /** The resources by logical id. */
    public ObjectNode resources() {
        return new ObjectMapper().valueToTree(template().toJSON()).path("Resources") instanceof ObjectNode resources
                ? resources
                : Json.object();
    }

    /** The properties of the resources of a type, in the template's order. */
    public List<ObjectNode> properties(String type) {
        return resources().properties().stream()
                .map(Map.Entry::getValue)
                .filter(resource -> resource.path("Type").asText().equals(type))
                .map(resource -> (ObjectNode) resource.path("Properties"))
                .toList();
    }

    /** Returns the statements of the policy that was added to a role: the actions and resources of each statement. */
    public List<String> statements(String roleId) {
        return resources().properties().stream()
                .filter(resource -> resource.getKey().contains(roleId + "DefaultPolicy"))
                .flatMap(resource -> elements(resource.getValue().at("/Properties/PolicyDocument/Statement")))
                .map(statement -> words(statement.path("Action")) + " on " + words(statement.path("Resource")))
                .toList();
    }

    private static String words(JsonNode value) {
        return value.isArray() ? elements(value).map(TestStack::text).collect(Collectors.joining(" ")) : text(value);
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    /** Returns the value of a parameter. Names of attributes or resources replace references. */
    public ObjectNode parameter(String name) {
        return properties("AWS::SSM::Parameter").stream()
                .filter(properties -> properties.path("Name").asText().equals(name))
                .map(properties -> Json.parseObject(text(properties.path("Value"))))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No parameter " + name));
    }

    /** Returns a copy in which names replace references, as in {@link #text}. */
    public static JsonNode readable(JsonNode value) {
        if (value.isArray()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            value.forEach(element -> array.add(readable(element)));
            return array;
        }
        if (value.has("Ref") || value.has("Fn::Join") || value.has("Fn::GetAtt")) {
            return new TextNode(text(value));
        }
        if (value.isObject()) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            value.properties().forEach(member -> object.set(member.getKey(), readable(member.getValue())));
            return object;
        }
        return value;
    }

    /** Returns the text of a string or an Fn::Join. */
    public static String text(JsonNode value) {
        if (value.isTextual()) {
            return value.textValue();
        }
        if (value.has("Fn::Join")) {
            return StreamSupport.stream(value.path("Fn::Join").path(1).spliterator(), false)
                    .map(TestStack::text)
                    .collect(Collectors.joining());
        }
        JsonNode reference = value.elements().next();
        return "<%s>"
                .formatted(
                        reference.isArray()
                                ? name(reference.path(0).asText()) + "."
                                        + reference.path(1).asText()
                                : name(reference.asText()));
    }

    /** A logical id without its hash. */
    public static String name(String logicalId) {
        return logicalId.replaceFirst("(?<=[a-z])[0-9A-F]{8}$", "");
    }
}
