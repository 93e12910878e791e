package io.github.emrlaunch.local.internal.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.local.DeploymentException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The intrinsic functions, one entry of a table each. */
final class Functions {
    private static final Pattern DYNAMIC = Pattern.compile("\\{\\{resolve:([a-z-]+):([^}]*)}}");
    private static final String NO_VALUE = "AWS::NoValue";

    /** A function: its unevaluated argument, and where that stands. */
    @FunctionalInterface
    private interface Function {
        JsonNode call(JsonNode argument, String path);
    }

    private final JsonNode template;
    private final References references;
    private final BiFunction<JsonNode, String, JsonNode> evaluator;
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
            throw new DeploymentException(path + ": the stand-in doesn't know the intrinsic function " + name
                    + "; it knows " + table.keySet().stream().sorted().toList());
        }
        return function.call(argument, path);
    }

    boolean condition(String name, String path) {
        JsonNode condition = template.path("Conditions").path(name);
        if (condition.isMissingNode()) {
            throw new DeploymentException(path + ": the template has no condition '" + name + "'");
        }
        return evaluate(condition, "$.Conditions." + name).asBoolean();
    }

    /** A text with its dynamic references to Parameter Store resolved. */
    String dynamic(String text, String path) {
        if (!text.contains("{{resolve:")) {
            return text;
        }
        Matcher matcher = DYNAMIC.matcher(text);
        return matcher.replaceAll(found -> {
            if (!found.group(1).equals("ssm")) {
                throw new DeploymentException(
                        path + ": the stand-in resolves dynamic references to ssm only, got " + found.group(1));
            }
            String reference = "{{" + found.group(2) + "}}";
            return Matcher.quoteReplacement(references
                    .ref(reference)
                    .orElseThrow(() -> new DeploymentException(
                            path + ": Parameter Store has no parameter '" + found.group(2) + "'"))
                    .asText());
        });
    }

    private JsonNode evaluate(JsonNode expression, String path) {
        return evaluator.apply(expression, path);
    }

    private String text(JsonNode expression, String path) {
        JsonNode value = evaluate(expression, path);
        if (!value.isValueNode()) {
            throw new DeploymentException(path + ": a text is needed here, got " + value.getNodeType());
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
                        path + ": 'LogicalId.Attribute' is needed here, got " + argument.asText());
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
        String replaced = TemplateEvaluator.VARIABLE.matcher(text).replaceAll(found -> {
            String name = found.group(1);
            String where = path + "${" + name + "}";
            JsonNode value;
            if (variables.has(name)) {
                value = evaluate(variables.get(name), where);
            } else if (name.contains(".")) {
                value = getAtt(TextNode.valueOf(name), where);
            } else {
                value = ref(TextNode.valueOf(name), where);
            }
            return Matcher.quoteReplacement(value.asText());
        });
        return TextNode.valueOf(replaced.replace("${!", "${"));
    }

    private JsonNode select(JsonNode argument, String path) {
        JsonNode values = evaluate(argument.path(1), path + "[1]");
        int index = Integer.parseInt(text(argument.path(0), path + "[0]"));
        if (!values.has(index)) {
            throw new DeploymentException(path + ": there is no element " + index + " in a list of " + values.size());
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
        String name = text(argument, path);
        Optional<String> value = references.export(name);
        return TextNode.valueOf(
                value.orElseThrow(() -> new DeploymentException(path + ": no stack exports the name '" + name + "'")));
    }
}
