package io.github.emrlaunch.core.serverless;

import static io.github.emrlaunch.core.internal.states.Jsonata.expression;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.core.internal.ArgumentConditions;
import io.github.emrlaunch.core.internal.states.CheckedReference;
import io.github.emrlaunch.core.internal.states.Reference;
import io.github.emrlaunch.definitions.Json;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The strings of a job in the form of a state. A referenced value is checked where it is used: it is data, and must not become an option or
 * a
 * separate setting. A violation is an error of the state, which a Catch field can handle.
 *
 * @param root the expression that {@code $} refers to, such as {@code $states.input}
 */
record JobReferences(String root) {
    /** The expression that {@code $} refers to in a job function. */
    static final String EXECUTION_INPUT = "$states.context.Execution.Input";

    /** Values that change only numbers, sizes, times and switches in any setting. */
    private static final String HARMLESS =
            "/^(true|false|-?[0-9]+([.][0-9]+)?|[0-9]+([kmgtp]b?|b|us|ms|s|m|min|h|d)|[0-9]{4}-[0-9]{2}-[0-9]{2})$/i";

    /** Settings whose values are data. */
    private static final Set<String> DATA = Set.of(
            "spark.app.name",
            "spark.emr-serverless.driverEnv.TZ",
            "spark.executorEnv.TZ",
            "spark.sql.session.timeZone",
            "spark.sql.sources.partitionOverwriteMode",
            "spark.sql.warehouse.dir",
            "hive.exec.scratchdir",
            "hive.metastore.warehouse.dir");

    /** Returns a string without references, such as a name, as a value of a state. */
    String text(String property, String text) {
        return Reference.of(property, text, root).inState();
    }

    /** Returns the members of a request as values of a state. Each member is named as a property. */
    ObjectNode members(JsonNode request) {
        ObjectNode object = Json.object();
        request.properties().forEach(member -> {
            String name = member.getKey();
            object.set(
                    name,
                    request(name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1), member.getValue()));
        });
        return object;
    }

    /** Returns a request as a value of a state. Properties of configurations follow the rules of settings. */
    JsonNode request(String property, JsonNode json) {
        if (json.isTextual()) {
            return TextNode.valueOf(text(property, json.textValue()));
        }
        if (json.isNumber()) {
            Reference reference = Reference.ofNumber(property, json.numberValue(), root);
            return reference == null ? json : TextNode.valueOf(reference.inState());
        }
        if (json.isArray()) {
            ArrayNode array = Json.object().arrayNode();
            json.forEach(element -> array.add(request(property, element)));
            return array;
        }
        if (json.isObject()) {
            boolean isConfiguration = json.has("Classification");
            ObjectNode object = Json.object();
            json.properties().forEach(member -> {
                String of = property + "." + member.getKey();
                object.set(
                        member.getKey(),
                        isConfiguration && member.getKey().equals("Properties")
                                ? settings(of, member.getValue())
                                : request(of, member.getValue()));
            });
            return object;
        }
        return json;
    }

    private JsonNode settings(String property, JsonNode settings) {
        ObjectNode object = Json.object();
        settings.properties()
                .forEach(setting -> object.put(
                        setting.getKey(),
                        setting(
                                        "%s.%s".formatted(property, setting.getKey()),
                                        setting.getKey(),
                                        JobText.fixed(setting.getValue().asText()))
                                .inStateMachine()));
        return object;
    }

    /** Returns the location of a program. */
    JobText entryPoint(String property, String uri) {
        return checked(
                property,
                JobText.fixed(uri),
                "The entry point",
                ArgumentConditions.wrong(
                        "$not($contains($value, /^(%s)$/)) or $contains($value, /%s/)"
                                .formatted(slashes(ServerlessJob.PLACE), slashes(ServerlessJob.ELSEWHERE)),
                        "must be in S3 or in the image"));
    }

    private static String slashes(String pattern) {
        return pattern.replace("/", "\\/");
    }

    /** Returns the value of a setting. */
    JobText setting(String name, JobText value) {
        return setting("the setting " + name, name, value);
    }

    private JobText setting(String property, String name, JobText value) {
        return checked(
                property,
                value,
                "The setting " + name,
                DATA.contains(name)
                        ? ArgumentConditions.wrong(
                                "$value = '' or $contains($value, /[\\\\\\s'\",]/)",
                                "must not be empty or have spaces, commas, quotes or backslashes")
                        : ArgumentConditions.wrong(
                                "$contains($value, /\\s/) or $not($contains($value, %s))".formatted(HARMLESS),
                                "must be a number, a size, a time, a date, true or false, because any other value could choose the code that runs: use an override that lists allowed values"));
    }

    /** Returns the arguments of a program, as a list or as an expression of a list: a reference to a list is replaced by all elements. */
    JsonNode arguments(List<JobText> arguments) {
        List<String> fixed =
                arguments.stream().map(JobText::fixed).filter(Objects::nonNull).toList();
        String wrongs = ArgumentConditions.wrongs("$value", null, fixed).collect(Collectors.joining());
        ArrayNode array = Json.object().arrayNode();
        String joined = "[]";
        boolean hasList = false;
        for (int i = 0; i < arguments.size(); i++) {
            String what = "Argument %d".formatted(i + 1);
            String text = arguments.get(i).fixed();
            Reference reference = text == null ? null : Reference.of("arguments", text, root);
            if (reference != null && reference.isList()) {
                hasList = true;
                joined = "$append(%s, %s)".formatted(joined, CheckedReference.list(reference, what + " of the job "));
            } else {
                JobText checked = checked(arguments.get(i), reference, what, wrongs);
                array.add(checked.inStateMachine());
                joined = "$append(%s, [%s])".formatted(joined, checked.jsonata());
            }
        }
        return hasList ? TextNode.valueOf(expression(joined)) : array;
    }

    private JobText checked(String property, JobText text, String what, String wrongs) {
        String fixed = text.fixed();
        return checked(text, fixed == null ? null : Reference.of(property, fixed, root), what, wrongs);
    }

    private static JobText checked(JobText text, @Nullable Reference reference, String what, String wrongs) {
        return reference == null || reference.isLiteral()
                ? text
                : JobText.checked(CheckedReference.text(reference, wrongs, what + " of the job "));
    }
}
