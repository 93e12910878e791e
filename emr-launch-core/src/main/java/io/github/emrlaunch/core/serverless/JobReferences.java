package io.github.emrlaunch.core.serverless;

import static io.github.emrlaunch.core.internal.states.Jsonata.expression;
import static io.github.emrlaunch.core.internal.states.Jsonata.quote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.core.internal.ArgumentConditions;
import io.github.emrlaunch.core.internal.CodeProtection;
import io.github.emrlaunch.core.internal.states.Reference;
import io.github.emrlaunch.definitions.Json;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The texts of a job as a state has them. A value by reference is checked where it is used: it is data, and becomes neither an option nor a
 * setting of its own. What is wrong with it is an error of the state, which a Catch sees.
 *
 * @param root what {@code $} stands for, such as {@code $states.input}
 */
record JobReferences(String root) {
    /** What {@code $} stands for in a job function. */
    static final String EXECUTION_INPUT = "$states.context.Execution.Input";

    /** Checks one value. It is formatted with the reference, the rules and the beginning of the message. */
    private static final String CHECKED = "($given := %s; "
            + "$value := $exists($given) and $type($given) in ['number', 'boolean'] ? $string($given) : $given; "
            + "$wrong := $exists($value) ? ($type($value) = 'string' ? (%s'') : 'must be a text, a number or a boolean') : 'is missing'; "
            + "$wrong = '' ? $value : $error(%s & $wrong))";

    private static final String CHECKED_LIST =
            "($list := %s; $type($list) = 'array' and $count($filter($list, function($one) { $type($one) != 'string' })) = 0 ? $list : $error(%s))";

    /** Settings by which a process runs other code than its own. */
    private static final Pattern RUNS_CODE = Pattern.compile(
            "(?i).*(java\\.?opt(ion)?s|classpath|librarypath|plugins|extensions|listeners|hooks?)|.*env\\..*|.*python.*");

    /** A text that no reference is expected in, such as a name, as a value of a state. */
    String text(String property, String text) {
        return Reference.of(property, text, root).inState();
    }

    /** The place of a program. */
    JobText entryPoint(String property, String uri) {
        return checked(
                property,
                JobText.fixed(uri),
                "The entry point",
                ArgumentConditions.wrong(
                        "$not($contains($value, /^(s3:\\/\\/[^\\/\\s]+\\/\\S+|(local:\\/\\/)?\\/\\S+)$/))",
                        "must be in S3 or in the image"));
    }

    /** The value of a setting. */
    JobText setting(String name, JobText value) {
        String property = "the setting %s".formatted(name);
        JobText checked = checked(
                property,
                value,
                "The setting %s".formatted(name),
                ArgumentConditions.wrong(
                        "$value = '' or $contains($value, /[\\\\\\s'\"]/)",
                        "must not be empty or have spaces, quotes or backslashes"));
        boolean isReference = value.fixed() != null && checked.fixed() == null;
        if (isReference
                && (CodeProtection.isOfCode(name, "") || RUNS_CODE.matcher(name).matches())) {
            throw new IllegalArgumentException(
                    "The setting '%s' says what code runs, so that an execution can't choose it: give it a value that is known at synth"
                            .formatted(name));
        }
        return checked;
    }

    /** The arguments of a program, as a list or as an expression of one: a reference to a list stands for all elements. */
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
                joined = "$append(%s, %s)".formatted(joined, checkedList(reference, what));
            } else {
                JobText checked = checked(arguments.get(i), reference, what, wrongs);
                array.add(checked.inStateMachine());
                joined = "$append(%s, [%s])".formatted(joined, checked.jsonata());
            }
        }
        return hasList ? TextNode.valueOf(expression(joined)) : array;
    }

    private static String checkedList(Reference reference, String what) {
        return CHECKED_LIST.formatted(reference.expression(), quoted(what + " of the job must be a list of texts"));
    }

    private JobText checked(String property, JobText text, String what, String wrongs) {
        String fixed = text.fixed();
        return checked(text, fixed == null ? null : Reference.of(property, fixed, root), what, wrongs);
    }

    private static JobText checked(JobText text, @Nullable Reference reference, String what, String wrongs) {
        return reference == null || reference.isLiteral()
                ? text
                : JobText.checked(CHECKED.formatted(reference.expression(), wrongs, quoted(what + " of the job ")));
    }

    private static String quoted(String text) {
        return quote(TextNode.valueOf(text));
    }
}
