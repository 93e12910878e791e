package io.github.emrlaunch.local.internal.ssm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.states.time.VirtualClock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The operations that put, delete, label and tag parameters. */
final class ParameterChanges {
    private static final int MAX_TAGS = 50;

    private final VirtualClock clock;
    private final Parameters parameters;
    private final ParameterPermissions permissions;

    ParameterChanges(VirtualClock clock, Parameters parameters, ParameterPermissions permissions) {
        this.clock = clock;
        this.parameters = parameters;
        this.permissions = permissions;
    }

    JsonNode put(CallContext context, ObjectNode input) {
        String name = Inputs.required(input, "Name").strip();
        ParameterRules.checkName(name, permissions.arn(name));
        refuseUnsupported(input);
        boolean overwrite = input.path("Overwrite").asBoolean();
        Map<String, String> tags = tags(input);
        if (overwrite && !tags.isEmpty()) {
            throw AwsException.validation(
                    "Invalid request: tags and overwrite can't be used together. To create a parameter"
                            + " with tags, please remove overwrite flag. To update tags for an existing parameter, please use"
                            + " AddTagsToResource or RemoveTagsFromResource.");
        }
        Parameter stored = parameters.compute(name, current -> {
            if (current == null) {
                return new Parameter(name, List.of(next(context, input, null)), tags);
            }
            if (!overwrite) {
                throw AwsException.client(
                        "ParameterAlreadyExists",
                        "The parameter already exists. To overwrite this value, set the overwrite option in the request to"
                                + " true.");
            }
            return current.with(next(context, input, current.latest()));
        });
        return AwsJson.object()
                .put("Version", stored.latest().number())
                .put("Tier", stored.latest().tier());
    }

    private static void refuseUnsupported(ObjectNode input) {
        if (!AwsJson.text(input, "Policies", "[]").replaceAll("\\s", "").equals("[]")) {
            throw AwsException.validation("The local emulator does not support policies of parameters.");
        }
    }

    /** Returns the next version. Members that an update omits do not change. */
    private ParameterVersion next(CallContext context, ObjectNode input, @Nullable ParameterVersion current) {
        String value = Inputs.required(input, "Value");
        String type = ParameterRules.type(input, current);
        String dataType = AwsJson.text(input, "DataType", current == null ? "text" : current.dataType());
        String pattern = kept(input, "AllowedPattern", current == null ? null : current.allowedPattern());
        String keyId = ParameterRules.keyId(input, type, current);
        ParameterRules.checkValue(value, type, dataType, pattern);
        return new ParameterVersion(
                current == null ? 1 : current.number() + 1,
                type,
                value,
                ParameterRules.tier(input, value, current == null ? "Standard" : current.tier()),
                dataType,
                kept(input, "Description", current == null ? null : current.description()),
                pattern,
                keyId,
                clock.now(),
                context.principal().arn(),
                Set.of());
    }

    private static @Nullable String kept(ObjectNode input, String member, @Nullable String current) {
        String given = AwsJson.text(input, member);
        return given == null ? current : given;
    }

    JsonNode delete(CallContext context, ObjectNode input) {
        String name = Inputs.required(input, "Name").strip();
        if (!parameters.remove(name)) {
            throw Parameters.notFound(name);
        }
        return AwsJson.object();
    }

    JsonNode deleteSeveral(CallContext context, ObjectNode input) {
        ObjectNode output = AwsJson.object();
        ArrayNode deleted = output.putArray("DeletedParameters");
        ArrayNode invalid = output.putArray("InvalidParameters");
        for (String name : Inputs.requiredStrings(input, "Names")) {
            (parameters.remove(name) ? deleted : invalid).add(name);
        }
        return output;
    }

    JsonNode label(CallContext context, ObjectNode input) {
        Parameter parameter = parameters.named(Inputs.required(input, "Name"));
        String asked = AwsJson.text(
                input, "ParameterVersion", Long.toString(parameter.latest().number()));
        long number = numbered(parameter, asked);
        Map<Boolean, List<String>> labels =
                Inputs.strings(input, "Labels").stream().collect(Collectors.partitioningBy(ParameterLabels::isValid));
        parameters.change(
                parameter.name(),
                current -> ParameterLabels.move(current, number, labels.getOrDefault(true, List.of())));
        ObjectNode output = AwsJson.object().put("ParameterVersion", number);
        labels.getOrDefault(false, List.of()).forEach(output.putArray("InvalidLabels")::add);
        return output;
    }

    JsonNode unlabel(CallContext context, ObjectNode input) {
        Parameter parameter = parameters.named(Inputs.required(input, "Name"));
        String asked = Inputs.required(input, "ParameterVersion");
        long number = numbered(parameter, asked);
        List<String> labels = Inputs.strings(input, "Labels");
        ObjectNode output = AwsJson.object();
        ArrayNode removed = output.putArray("RemovedLabels");
        ArrayNode invalid = output.putArray("InvalidLabels");
        for (String label : labels) {
            boolean there = parameter
                    .version(asked)
                    .filter(version -> version.labels().contains(label))
                    .isPresent();
            (there ? removed : invalid).add(label);
        }
        parameters.change(parameter.name(), current -> ParameterLabels.remove(current, number, labels));
        return output;
    }

    private static long numbered(Parameter parameter, String version) {
        return parameter.versions().stream()
                .filter(each -> Long.toString(each.number()).equals(version))
                .findFirst()
                .orElseThrow(() -> Parameters.versionNotFound(version, parameter.name()))
                .number();
    }

    JsonNode addTags(CallContext context, ObjectNode input) {
        Map<String, String> added = tags(input);
        parameters.change(tagged(input), parameter -> checked(parameter.withTags(added)));
        return AwsJson.object();
    }

    JsonNode removeTags(CallContext context, ObjectNode input) {
        parameters.change(tagged(input), parameter -> parameter.withoutTags(Inputs.strings(input, "TagKeys")));
        return AwsJson.object();
    }

    JsonNode listTags(CallContext context, ObjectNode input) {
        ObjectNode output = AwsJson.object();
        ArrayNode tags = output.putArray("TagList");
        new TreeMap<>(parameters.named(tagged(input)).tags())
                .forEach((key, value) -> tags.addObject().put("Key", key).put("Value", value));
        return output;
    }

    /** Returns the name of the parameter of a tag request. */
    private String tagged(ObjectNode input) {
        String type = Inputs.required(input, "ResourceType");
        if (!type.equals("Parameter")) {
            throw AwsException.client(
                    "InvalidResourceType", "The local emulator has resources of type Parameter only, got: " + type);
        }
        return parameters
                .find(Inputs.required(input, "ResourceId"))
                .map(Parameter::name)
                .orElseThrow(() -> AwsException.client("InvalidResourceId", "Invalid Resource Id"));
    }

    private static Map<String, String> tags(ObjectNode input) {
        Map<String, String> tags = new TreeMap<>();
        input.path("Tags").forEach(tag -> tags.put(AwsJson.text(tag, "Key", ""), AwsJson.text(tag, "Value", "")));
        if (tags.keySet().stream().anyMatch(key -> key.toLowerCase(Locale.ROOT).startsWith("aws:"))) {
            throw AwsException.validation("aws: prefixed tag key names are not allowed for external use.");
        }
        return tags;
    }

    private static Parameter checked(Parameter parameter) {
        if (parameter.tags().size() > MAX_TAGS) {
            throw AwsException.client(
                    "TooManyTagsError", "A parameter can have at most " + MAX_TAGS + " tags: " + parameter.name());
        }
        return parameter;
    }
}
