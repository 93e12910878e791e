package io.github.emrlaunch.local.internal.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.local.DeploymentException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A table of the intrinsic functions. */
final class Functions {
    private static final Pattern DYNAMIC = Pattern.compile("\\{\\{resolve:([a-z-]+):([^}]*)}}");
    private static final String NO_VALUE = "AWS::NoValue";
    private static final Pattern IPV4_BLOCK = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+)\\.(\\d+)/(\\d+)");
    private static final List<String> STACK_OUTPUT = List.of("StackName", "OutputName", "Region", "RoleArn");
    private static final int IPV4_BITS = 32;
    private static final int MAX_BLOCKS = 256;

    /** Evaluates a function from its unevaluated argument and its location. */
    @FunctionalInterface
    private interface Function {
        JsonNode call(JsonNode argument, String path);
    }

    private final JsonNode template;
    private final References references;
    private final BiFunction<JsonNode, String, JsonNode> evaluator;
    private final Set<String> conditionsUnderWay = new LinkedHashSet<>();
    private final Map<String, Function> table = Map.ofEntries(
            Map.entry("Ref", this::ref),
            Map.entry("Condition", (argument, path) -> BooleanNode.valueOf(condition(argument.asText(), path))),
            Map.entry("Fn::GetAtt", this::getAtt),
            Map.entry("Fn::Join", this::join),
            Map.entry("Fn::Sub", this::sub),
            Map.entry("Fn::Select", this::select),
            Map.entry("Fn::Split", this::split),
            Map.entry("Fn::If", this::ifElse),
            Map.entry("Fn::Equals", this::equal),
            Map.entry("Fn::And", (argument, path) -> all(argument, path, true)),
            Map.entry(
                    "Fn::Or",
                    (argument, path) ->
                            BooleanNode.valueOf(!all(argument, path, false).asBoolean())),
            Map.entry(
                    "Fn::Not",
                    (argument, path) -> BooleanNode.valueOf(
                            !evaluate(argument.path(0), path + "[0]").asBoolean())),
            Map.entry("Fn::FindInMap", this::findInMap),
            Map.entry("Fn::GetAZs", this::getAzs),
            Map.entry("Fn::ImportValue", this::importValue),
            Map.entry("Fn::GetStackOutput", this::getStackOutput),
            Map.entry("Fn::Cidr", this::cidr),
            Map.entry("Fn::Contains", this::contains),
            Map.entry("Fn::ToJsonString", this::toJsonString),
            Map.entry("Fn::Length", this::length),
            Map.entry(
                    "Fn::Base64",
                    (argument, path) -> TextNode.valueOf(Base64.getEncoder()
                            .encodeToString(text(argument, path).getBytes(StandardCharsets.UTF_8)))));

    Functions(JsonNode template, References references, BiFunction<JsonNode, String, JsonNode> evaluator) {
        this.template = template;
        this.references = references;
        this.evaluator = evaluator;
    }

    JsonNode call(String name, JsonNode argument, String path) {
        Function function = table.get(name);
        if (function == null) {
            throw new DeploymentException(path + ": the local emulator does not support the function " + name
                    + "; it knows " + table.keySet().stream().sorted().toList());
        }
        return function.call(argument, path);
    }

    boolean condition(String name, String path) {
        JsonNode condition = template.path("Conditions").path(name);
        if (condition.isMissingNode()) {
            throw new DeploymentException(path + ": the template has no condition '" + name + "'");
        }
        if (!conditionsUnderWay.add(name)) {
            throw new DeploymentException("$.Conditions: circular reference between " + conditionsUnderWay);
        }
        boolean holds = evaluate(condition, "$.Conditions." + name).asBoolean();
        conditionsUnderWay.remove(name);
        return holds;
    }

    /** Returns a text with its dynamic references resolved. */
    String dynamic(String text, String path) {
        return DYNAMIC.matcher(text)
                .replaceAll(
                        found -> Matcher.quoteReplacement(references.dynamic(found.group(1), found.group(2), path)));
    }

    private JsonNode evaluate(JsonNode expression, String path) {
        return evaluator.apply(expression, path);
    }

    private String text(JsonNode expression, String path) {
        JsonNode value = evaluate(expression, path);
        if (!value.isValueNode()) {
            throw new DeploymentException(path + ": a text is required here, got " + value.getNodeType());
        }
        return value.asText();
    }

    private JsonNode ref(JsonNode argument, String path) {
        String id = argument.asText();
        if (id.equals(NO_VALUE)) {
            return TemplateEvaluator.noValue();
        }
        return references
                .ref(id)
                .orElseThrow(() -> new DeploymentException(
                        path + ": '" + id + "' is neither a resource, a parameter nor a pseudo parameter"));
    }

    private JsonNode getAtt(JsonNode argument, String path) {
        String id;
        String attribute;
        if (argument.isArray()) {
            id = argument.path(0).asText();
            attribute = text(argument.path(1), path + "[1]");
        } else {
            String[] parts = argument.asText().split("\\.", 2);
            if (parts.length < 2) {
                throw new DeploymentException(
                        path + ": 'LogicalId.Attribute' is required here, got " + argument.asText());
            }
            id = parts[0];
            attribute = parts[1];
        }
        return TextNode.valueOf(references.attribute(id, attribute, path));
    }

    private JsonNode join(JsonNode argument, String path) {
        JsonNode values = evaluate(argument.path(1), path + "[1]");
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            texts.add(text(values.get(i), path + "[1][" + i + "]"));
        }
        return TextNode.valueOf(String.join(argument.path(0).asText(), texts));
    }

    private JsonNode sub(JsonNode argument, String path) {
        String text = argument.isArray() ? argument.path(0).asText() : argument.asText();
        JsonNode variables = argument.isArray() ? argument.path(1) : AwsJson.object();
        String replaced = TemplateEvaluator.VARIABLE_OR_LITERAL.matcher(text).replaceAll(found -> {
            String name = found.group(2);
            if (!found.group(1).isEmpty()) {
                return Matcher.quoteReplacement("${" + name + "}");
            }
            String where = path + "${" + name + "}";
            JsonNode value;
            if (variables.has(name)) {
                value = evaluate(variables.get(name), where);
            } else if (name.contains(".")) {
                value = getAtt(TextNode.valueOf(name), where);
            } else {
                value = ref(TextNode.valueOf(name), where);
            }
            if (!value.isValueNode()) {
                throw new DeploymentException(where + ": a text is required here, got " + value.getNodeType());
            }
            return Matcher.quoteReplacement(value.asText());
        });
        return TextNode.valueOf(replaced);
    }

    private JsonNode select(JsonNode argument, String path) {
        JsonNode values = evaluate(argument.path(1), path + "[1]");
        int index = number(argument.path(0), path + "[0]");
        if (!values.has(index)) {
            throw new DeploymentException(path + ": Fn::Select cannot select nonexistent value at index " + index
                    + " of a list of " + values.size());
        }
        return values.get(index);
    }

    private JsonNode split(JsonNode argument, String path) {
        ArrayNode parts = AwsJson.array();
        String text = text(argument.path(1), path + "[1]");
        for (String part : text.split(Pattern.quote(argument.path(0).asText()), -1)) {
            parts.add(part);
        }
        return parts;
    }

    private JsonNode ifElse(JsonNode argument, String path) {
        int branch = condition(argument.path(0).asText(), path) ? 1 : 2;
        return evaluate(argument.path(branch), path + "[" + branch + "]");
    }

    private JsonNode equal(JsonNode argument, String path) {
        return BooleanNode.valueOf(text(argument.path(0), path + "[0]").equals(text(argument.path(1), path + "[1]")));
    }

    private BooleanNode all(JsonNode argument, String path, boolean expected) {
        for (int i = 0; i < argument.size(); i++) {
            if (evaluate(argument.get(i), path + "[" + i + "]").asBoolean() != expected) {
                return BooleanNode.FALSE;
            }
        }
        return BooleanNode.TRUE;
    }

    private JsonNode findInMap(JsonNode argument, String path) {
        String map = text(argument.path(0), path + "[0]");
        String top = text(argument.path(1), path + "[1]");
        String second = text(argument.path(2), path + "[2]");
        JsonNode value = template.path("Mappings").path(map).path(top).path(second);
        if (value.isMissingNode()) {
            JsonNode otherwise = argument.path(3).path("DefaultValue");
            if (!otherwise.isMissingNode()) {
                requireLanguageExtensions("DefaultValue of Fn::FindInMap", path);
            }
            if (otherwise.isMissingNode()) {
                throw new DeploymentException(
                        path + ": the mapping '" + map + "' has no value for '" + top + "', '" + second + "'");
            }
            return evaluate(otherwise, path + "[3].DefaultValue");
        }
        return value;
    }

    private JsonNode getAzs(JsonNode argument, String path) {
        String given = text(argument, path);
        String region = given.isEmpty() ? ownRegion() : given;
        return AwsJson.array().add(region + "a").add(region + "b").add(region + "c");
    }

    private String ownRegion() {
        return references.ref("AWS::Region").orElseThrow().asText();
    }

    private JsonNode importValue(JsonNode argument, String path) {
        return TextNode.valueOf(references.imported(text(argument, path), path));
    }

    private JsonNode getStackOutput(JsonNode argument, String path) {
        argument.fieldNames().forEachRemaining(member -> {
            if (!STACK_OUTPUT.contains(member)) {
                throw new DeploymentException(path + ": '" + member + "' is none of " + STACK_OUTPUT);
            }
        });
        return TextNode.valueOf(references.stackOutput(
                new References.StackOutput(
                        text(argument.path("StackName"), path + ".StackName"),
                        text(argument.path("OutputName"), path + ".OutputName"),
                        argument.has("Region") ? text(argument.get("Region"), path + ".Region") : "",
                        argument.has("RoleArn") ? text(argument.get("RoleArn"), path + ".RoleArn") : ""),
                path));
    }

    /** Returns consecutive CIDR blocks, each with as many host bits as the third argument, from the start of the given block. */
    private JsonNode cidr(JsonNode argument, String path) {
        String block = text(argument.path(0), path + "[0]");
        int count = number(argument.path(1), path + "[1]");
        int bits = number(argument.path(2), path + "[2]");
        Matcher parts = IPV4_BLOCK.matcher(block);
        if (!parts.matches()) {
            throw new DeploymentException(
                    path + "[0]: the local emulator divides blocks of IPv4 addresses, got: " + block);
        }
        long address = 0;
        for (int i = 1; i <= 4; i++) {
            address = (address << 8) + Long.parseLong(parts.group(i));
        }
        int freeBits = IPV4_BITS - Integer.parseInt(parts.group(5));
        if (count < 1 || count > MAX_BLOCKS || bits < 1 || bits > freeBits || (long) count << bits > 1L << freeBits) {
            throw new DeploymentException(
                    path + ": " + block + " has no " + count + " blocks of " + bits + " bits; at most " + MAX_BLOCKS);
        }
        address = address >> freeBits << freeBits;
        ArrayNode blocks = AwsJson.array();
        for (int i = 0; i < count; i++) {
            long start = address + ((long) i << bits);
            blocks.add((start >> 24) + "." + (start >> 16 & 255) + "." + (start >> 8 & 255) + "." + (start & 255) + "/"
                    + (IPV4_BITS - bits));
        }
        return blocks;
    }

    /** Evaluates a function of the Rules section. */
    private JsonNode contains(JsonNode argument, String path) {
        String value = text(argument.path(1), path + "[1]");
        for (JsonNode element : evaluate(argument.path(0), path + "[0]")) {
            if (element.asText().equals(value)) {
                return BooleanNode.TRUE;
            }
        }
        return BooleanNode.FALSE;
    }

    private JsonNode toJsonString(JsonNode argument, String path) {
        requireLanguageExtensions("Fn::ToJsonString", path);
        return TextNode.valueOf(container(argument, path).toString());
    }

    private JsonNode length(JsonNode argument, String path) {
        requireLanguageExtensions("Fn::Length", path);
        return IntNode.valueOf(container(argument, path).size());
    }

    private JsonNode container(JsonNode argument, String path) {
        JsonNode value = evaluate(argument, path);
        if (!value.isContainerNode()) {
            throw new DeploymentException(path + ": an object or a list is required here, got " + value.getNodeType());
        }
        return value;
    }

    private void requireLanguageExtensions(String what, String path) {
        if (!TemplateRules.hasLanguageExtensions(template)) {
            throw new DeploymentException(
                    path + ": " + what + " needs the transform " + TemplateRules.LANGUAGE_EXTENSIONS);
        }
    }

    private int number(JsonNode argument, String path) {
        String value = text(argument, path);
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new DeploymentException(path + ": a number is required here, got " + value, e);
        }
    }
}
