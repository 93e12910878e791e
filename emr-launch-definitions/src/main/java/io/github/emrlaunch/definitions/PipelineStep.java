package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A step of a stored pipeline, and its overridable arguments.
 *
 * @param name the name, by which an execution overrides arguments
 * @param allowedOverrides the rules of the arguments that an execution may override, by the names that it uses; null if they are
 *     omitted because of the size of the definition: then only the pipeline checks values
 * @param argumentUses names of {@link ArgumentUse}: the programs that process the arguments; unknown names are not checked
 * @param argumentNames the names, each with its equals sign, of all arguments {@code NAME=VALUE} of the step
 * @param ownNames the names of the arguments, each with its equals sign, by the name of the override
 * @param otherMembers the other members of the stored object, unchanged
 */
public record PipelineStep(
        String name,
        @Nullable Map<String, OverrideRule> allowedOverrides,
        List<String> argumentUses,
        List<String> argumentNames,
        Map<String, String> ownNames,
        ObjectNode otherMembers) {
    private static final String OVERRIDES = "AllowedOverrides";
    private static final String USES = "ArgumentUses";
    private static final String NAMES = "ArgumentNames";
    private static final String OWN_NAMES = "OwnNames";

    /** Copies the components. */
    public PipelineStep {
        allowedOverrides =
                allowedOverrides == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(allowedOverrides));
        argumentUses = List.copyOf(argumentUses);
        argumentNames = List.copyOf(argumentNames);
        ownNames = Collections.unmodifiableMap(new LinkedHashMap<>(ownNames));
    }

    /** Returns this step without overrides. */
    public PipelineStep withoutOverrides() {
        return new PipelineStep(name, null, List.of(), List.of(), Map.of(), otherMembers);
    }

    /**
     * Returns the violation of the value of an execution, with the message of the pipeline; empty if it is allowed.
     *
     * @param override the name of an override that the step allows
     */
    public Optional<String> violation(String override, JsonNode value) {
        OverrideRule rule = allowedOverrides == null ? null : allowedOverrides.get(override);
        if (rule == null) {
            throw new IllegalArgumentException("Step '%s' has no override '%s'".formatted(name, override));
        }
        if (value.isTextual()) {
            boolean isListed = !rule.allowedValues().isEmpty();
            for (ArgumentUse use : ArgumentUse.values()) {
                if (argumentUses.contains(use.name())
                        && (!isListed || use == ArgumentUse.COMMAND_RUNNER)
                        && use.refuses(value.textValue())) {
                    return Optional.of(use.message());
                }
            }
            Optional<String> wrong = isListed
                    ? Optional.empty()
                    : ArgumentNames.violation(value.textValue(), ownNames.get(override), argumentNames);
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        return Optional.ofNullable(rule.violation(value));
    }

    static PipelineStep read(Members members) {
        ObjectNode overrides = members.object(OVERRIDES);
        return new PipelineStep(
                members.requiredString("Name"),
                overrides == null ? null : OverrideRule.readByTarget(overrides, members.child(OVERRIDES)),
                members.values(USES).stream().map(JsonNode::asText).toList(),
                members.values(NAMES).stream().map(JsonNode::asText).toList(),
                texts(members.unwrittenWhenUnset(OWN_NAMES, members::object)),
                members.rest());
    }

    private static Map<String, String> texts(@Nullable ObjectNode object) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (object != null) {
            object.properties()
                    .forEach(member ->
                            texts.put(member.getKey(), member.getValue().asText()));
        }
        return texts;
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object().put("Name", name);
        if (allowedOverrides == null) {
            json.putNull(OVERRIDES);
        } else {
            ObjectNode overrides = json.putObject(OVERRIDES);
            allowedOverrides.forEach((override, rule) -> overrides.set(override, rule.toJsonWithoutTarget()));
        }
        if (!argumentUses.isEmpty()) {
            argumentUses.forEach(json.putArray(USES)::add);
        }
        if (!argumentNames.isEmpty()) {
            argumentNames.forEach(json.putArray(NAMES)::add);
        }
        if (!ownNames.isEmpty()) {
            ownNames.forEach(json.putObject(OWN_NAMES)::put);
        }
        return json.setAll(otherMembers.deepCopy());
    }
}
