package io.github.emrlaunch.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.InputMembers;
import io.github.emrlaunch.definitions.InvalidLaunchInputException;
import io.github.emrlaunch.definitions.InvalidOverrideException;
import io.github.emrlaunch.definitions.LaunchInput;
import io.github.emrlaunch.definitions.NearestNames;
import io.github.emrlaunch.definitions.PipelineCluster;
import io.github.emrlaunch.definitions.PipelineDefinition;
import io.github.emrlaunch.definitions.PipelinePhase;
import io.github.emrlaunch.definitions.PipelineRunInput;
import io.github.emrlaunch.definitions.PipelineStep;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Checks the input of a pipeline before it is started, by the rules of its state machine. Rules that the stored pipeline does not contain are left
 * to the state machine.
 */
final class PipelineInputCheck {
    private static final int MAX_TOLD = 40;

    private final PipelineDefinition pipeline;

    PipelineInputCheck(PipelineDefinition pipeline) {
        this.pipeline = pipeline;
    }

    /** Checks the input except the part for the launch of a cluster. */
    void check(ObjectNode input) {
        List<String> known = new ArrayList<>(PipelineRunInput.MEMBERS);
        if (pipeline.cluster().kind() == PipelineCluster.Kind.TRANSIENT) {
            known.addAll(LaunchInput.MEMBERS);
        }
        InputMembers.requireNotMisspelt(input, known, "pipeline");
        for (String member : List.of(PipelineRunInput.STEP_ARGUMENTS, PipelineRunInput.STEP_ARGUMENTS_OLDER)) {
            if (input.has(member)) {
                checkArguments(member, input.path(member));
            }
        }
        if (input.has(PipelineRunInput.FROM_PHASE)) {
            checkPhase(input.path(PipelineRunInput.FROM_PHASE));
        }
    }

    private void checkPhase(JsonNode phase) {
        List<PipelinePhase> phases = pipeline.phases();
        if (!phase.isTextual()) {
            throw new InvalidLaunchInputException(
                    "'%s' must be the name of a phase, got: %s".formatted(PipelineRunInput.FROM_PHASE, phase));
        }
        if (phases != null) {
            List<String> names = phases.stream().map(PipelinePhase::name).toList();
            if (!names.contains(phase.textValue())) {
                throw new InvalidLaunchInputException("'%s' is no phase of this pipeline: '%s'. Phases: %s%s"
                        .formatted(
                                PipelineRunInput.FROM_PHASE,
                                phase.textValue(),
                                list(names),
                                nearest(phase.textValue(), names)));
            }
        }
    }

    private void checkArguments(String path, JsonNode overrides) {
        requireObject(path, overrides);
        Map<String, PipelineStep> steps = steps();
        if (steps == null) {
            return;
        }
        overrides.properties().forEach(ofStep -> {
            PipelineStep step = step(path, steps, ofStep.getKey());
            requireObject(path + "." + step.name(), ofStep.getValue());
            if (step.allowedOverrides() != null) {
                ofStep.getValue()
                        .properties()
                        .forEach(argument -> check(path, step, argument.getKey(), argument.getValue()));
            }
        });
    }

    private static void requireObject(String path, JsonNode json) {
        if (!json.isObject()) {
            throw new InvalidLaunchInputException("'%s' must be an object, got: %s".formatted(path, json));
        }
    }

    private PipelineStep step(String path, Map<String, PipelineStep> steps, String name) {
        PipelineStep step = steps.get(name);
        if (step == null) {
            throw new InvalidOverrideException("'%s.%s' is no step of this pipeline. Steps: %s%s"
                    .formatted(path, name, list(steps.keySet()), nearest(name, steps.keySet())));
        }
        return step;
    }

    private void check(String path, PipelineStep step, String argument, JsonNode value) {
        Collection<String> allowed = overridesOf(step);
        if (!allowed.contains(argument)) {
            throw new InvalidOverrideException(
                    "'%s.%s.%s' is no argument that an execution may override. Arguments: %s%s"
                            .formatted(path, step.name(), argument, list(allowed), nearest(argument, allowed)));
        }
        step.violation(argument, value).ifPresent(violation -> {
            throw new InvalidOverrideException("'%s.%s.%s' %s".formatted(path, step.name(), argument, violation));
        });
    }

    /**
     * Parses arguments in the form {@code STEP.ARGUMENT=VALUE}. Names of steps and arguments may contain any characters. Each text must therefore
     * start with exactly one of the existing pairs.
     *
     * @return values by step and argument
     */
    Map<String, Map<String, String>> parse(List<String> typed) {
        Map<String, Map<String, String>> values = new LinkedHashMap<>();
        for (String text : typed) {
            Asked override = asked(text);
            String before = values.computeIfAbsent(override.step(), unused -> new LinkedHashMap<>())
                    .putIfAbsent(
                            override.argument(),
                            text.substring(override.prefix().length()));
            if (before != null) {
                throw new InvalidOverrideException("Argument '%s.%s' is given twice: '%s' and '%s'"
                        .formatted(
                                override.step(),
                                override.argument(),
                                before,
                                text.substring(override.prefix().length())));
            }
        }
        return values;
    }

    private record Asked(String step, String argument) {
        String prefix() {
            return step + "." + argument + "=";
        }
    }

    private Asked asked(String text) {
        Map<String, PipelineStep> steps = steps();
        if (steps == null || steps.values().stream().anyMatch(step -> step.allowedOverrides() == null)) {
            throw new InvalidOverrideException(
                    ("The stored pipeline '%s' has no room for what may be overridden, so that '%s' cannot be read."
                                    + " Give the input as JSON: {\"%s\": {\"STEP\": {\"ARGUMENT\": \"VALUE\"}}}")
                            .formatted(pipeline.definitionName(), text, PipelineRunInput.STEP_ARGUMENTS));
        }
        List<Asked> all = steps.values().stream()
                .flatMap(step -> overridesOf(step).stream().map(argument -> new Asked(step.name(), argument)))
                .toList();
        List<Asked> meant =
                all.stream().filter(one -> text.startsWith(one.prefix())).toList();
        if (meant.isEmpty()) {
            // The arguments of the step that the text names, if it names one.
            boolean namesStep = all.stream().anyMatch(one -> text.startsWith(one.step() + "."));
            List<String> names = all.stream()
                    .filter(one -> !namesStep || text.startsWith(one.step() + "."))
                    .map(one -> one.step() + "." + one.argument())
                    .distinct()
                    .toList();
            throw new InvalidOverrideException(
                    "'%s' is no STEP.ARGUMENT=VALUE of an argument that an execution may override. Arguments: %s%s"
                            .formatted(text, list(names), nearest(beforeValue(text), names)));
        }
        if (meant.size() > 1) {
            throw new InvalidOverrideException(
                    "'%s' may be of %s. Give the input as JSON: {\"%s\": {\"STEP\": {\"ARGUMENT\": \"VALUE\"}}}"
                            .formatted(
                                    text,
                                    String.join(
                                            " or of ",
                                            meant.stream()
                                                    .map(one -> "argument '%s' of step '%s'"
                                                            .formatted(one.argument(), one.step()))
                                                    .toList()),
                                    PipelineRunInput.STEP_ARGUMENTS));
        }
        return meant.get(0);
    }

    private static String beforeValue(String text) {
        int end = text.lastIndexOf('=');
        return end < 0 ? text : text.substring(0, end);
    }

    private static Collection<String> overridesOf(PipelineStep step) {
        return step.allowedOverrides() == null
                ? List.of()
                : step.allowedOverrides().keySet();
    }

    /** By name; null if the stored pipeline was too large to contain them. */
    private @Nullable Map<String, PipelineStep> steps() {
        Map<String, PipelineStep> steps = new LinkedHashMap<>();
        if (pipeline.phases() == null) {
            return null;
        }
        for (PipelinePhase phase : pipeline.phases()) {
            if (phase.steps() == null) {
                return null;
            }
            phase.steps().forEach(step -> steps.put(step.name(), step));
        }
        return steps;
    }

    private String list(Collection<String> names) {
        if (names.isEmpty()) {
            return "none";
        }
        String some = names.stream().limit(MAX_TOLD).collect(Collectors.joining(", "));
        return names.size() <= MAX_TOLD
                ? some
                : "%s and %d more, which the command 'show pipeline %s' lists"
                        .formatted(some, names.size() - MAX_TOLD, pipeline.definitionName());
    }

    private static String nearest(String asked, Collection<String> there) {
        List<String> near = NearestNames.to(asked, there);
        return near.isEmpty() ? "" : ". Did you mean %s?".formatted(String.join(" or ", near));
    }
}
