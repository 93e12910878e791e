package io.github.emrlaunch.core.internal.states;

import static io.github.emrlaunch.core.internal.states.Jsonata.quote;

import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.core.internal.Tokens;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.stepfunctions.FieldUtils;

/**
 * The meaning of a user's string in a JSONata state: the string itself, an expression <code>{% … %}</code>, or a reference from the
 * CDK's {@code JsonPath}, as an equivalent expression. A string such as {@code $.table} is only a string.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html">Transforming data with JSONata</a>
 */
public final class Reference {
    /** The expression that {@code $} refers to in a task of a user's state machine. */
    public static final String STATE_INPUT = "$states.input";

    private static final String KEY = "v";
    private static final String PATH_SUFFIX = ".$";

    private enum Kind {
        LITERAL,
        VALUE,
        LIST,
        COMPOSED
    }

    /** An unchanged value of the state, or of the output of a phase. */
    private static final Pattern BARE = Pattern.compile(
            "\\(*(\\$lookup\\(\\$\\w+, *(\"[^\"]*\"|'[^']*')\\)|\\$[\\w$]*)(\\.(\\w+|`[^`]*`|\"[^\"]*\"|'[^']*')|\\[[^]&(]*]|\\))*");

    private static final Pattern PATH = Pattern.compile("\\$\\$?\\.[A-Za-z_].*|States\\.[A-Z][A-Za-z0-9]+\\(.*\\)");

    private final String text;
    private final Kind kind;

    private Reference(String text, Kind kind) {
        this.text = text;
        this.kind = kind;
    }

    /**
     * Returns the meaning of a string.
     *
     * @param property the property with the string, for errors
     * @param root the expression that {@code $} refers to, such as {@link #STATE_INPUT}
     * @throws IllegalArgumentException when a reference is only a part of the string, or JSONata has no expression for it
     */
    public static Reference of(String property, String text, String root) {
        return ofAll(property, List.of(text), root).get(0);
    }

    /**
     * Returns the meanings of several strings, by one CDK request for all of them. A list element from {@code JsonPath.listAt}
     * represents the complete list.
     */
    public static List<Reference> ofAll(String property, List<String> texts, String root) {
        Map<String, Object> unresolved = new LinkedHashMap<>();
        for (int i = 0; i < texts.size(); i++) {
            if (Tokens.isUnresolved(texts.get(i)) && !isExpression(texts.get(i))) {
                unresolved.put(KEY + i, isOfList(texts.get(i)) ? List.of(texts.get(i)) : texts.get(i));
            }
        }
        Map<String, Object> rendered = unresolved.isEmpty() ? Map.of() : render(property, unresolved, root);
        List<Reference> references = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            Object path = rendered.get(KEY + i + PATH_SUFFIX);
            references.add(
                    path == null
                            ? ofText(texts.get(i))
                            : new Reference(
                                    JsonPathExpression.of(property, path.toString(), root),
                                    isOfList(texts.get(i)) ? Kind.LIST : Kind.VALUE));
        }
        return references;
    }

    private static boolean isOfList(String text) {
        return text.startsWith("#{");
    }

    /** Returns the meaning of a number that may be a reference from {@code JsonPath.numberAt}, or null if it is not one. */
    public static @Nullable Reference ofNumber(String property, Number number, String root) {
        return Tokens.isUnresolved(number) ? ofObject(property, number, root) : null;
    }

    /** Returns the meaning of a CDK object that may be a reference from {@code JsonPath.objectAt}, or null if it is not one. */
    static @Nullable Reference ofObject(String property, Object value, String root) {
        Object path = render(property, Map.of(KEY, value), root).get(KEY + PATH_SUFFIX);
        return path == null ? null : new Reference(JsonPathExpression.of(property, path.toString(), root), Kind.VALUE);
    }

    /**
     * Returns a value of the state: a path such as {@code $.ClusterId}, a reference of the CDK, or an expression.
     *
     * @throws IllegalArgumentException when the text is none of these
     */
    public static Reference atPath(String property, String text, String root) {
        if (text.startsWith("$") && !Tokens.isUnresolved(text)) {
            return new Reference(JsonPathExpression.of(property, text, root), Kind.VALUE);
        }
        Reference reference = of(property, text, root);
        if (reference.isLiteral()) {
            throw new IllegalArgumentException(
                    "'%s' must be a path in the state such as $.Result.Id, got: '%s'".formatted(property, text));
        }
        return reference;
    }

    /**
     * Checks that a string is known at deployment.
     *
     * @throws IllegalArgumentException when it is a reference or an expression
     */
    public static String requireText(String property, String text) {
        if (isExpression(text)
                || (Tokens.isUnresolved(text)
                        && !of(property, text, STATE_INPUT).isLiteral())) {
            throw new IllegalArgumentException(
                    "%s must be known when the app is deployed, and must not be a reference to values of an execution, got: '%s'"
                            .formatted(property, Tokens.readable(text)));
        }
        return text;
    }

    private static Reference ofText(String text) {
        if (!isExpression(text)) {
            return new Reference(text, Kind.LITERAL);
        }
        String expression = Jsonata.unwrapped(text);
        return new Reference(expression, BARE.matcher(expression).matches() ? Kind.VALUE : Kind.COMPOSED);
    }

    /** Returns whether Step Functions evaluates the text. */
    public static boolean isExpression(String text) {
        return text.length() >= 4 && text.startsWith("{%") && text.endsWith("%}");
    }

    /** Returns whether a string looks like a reference, although it is only a string. */
    public static boolean looksLikePath(String text) {
        return PATH.matcher(text).matches();
    }

    private static Map<String, Object> render(String property, Map<String, Object> values, String root) {
        try {
            return FieldUtils.renderObject(values);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    ("'%s' must be a single reference, or have none: '%s' contains one. Write it as an expression, such as {%% 'orders/' & "
                                    + "%s.day %%}")
                            .formatted(property, Tokens.readable(values.values().toString()), root),
                    e);
        }
    }

    /** Returns whether it is the string itself. */
    public boolean isLiteral() {
        return kind == Kind.LITERAL;
    }

    /** Returns whether it represents several elements of its list. */
    public boolean isList() {
        return kind == Kind.LIST;
    }

    /**
     * Returns whether it is an expression by which its author composes a value, such as <code>{% '--day=' &amp; $states.input.day
     * %}</code>.
     */
    public boolean isComposed() {
        return kind == Kind.COMPOSED;
    }

    /** Returns the string of a {@link #isLiteral literal}. */
    public String literal() {
        if (!isLiteral()) {
            throw new IllegalStateException("not a literal: " + text);
        }
        return text;
    }

    /** Returns it as a part of an expression. */
    public String expression() {
        return isLiteral() ? quote(TextNode.valueOf(text)) : "(%s)".formatted(text);
    }

    /** Returns it as a value in the definition of a state. */
    public String inState() {
        return isLiteral() ? Jsonata.literal(text) : Jsonata.expression(text);
    }
}
