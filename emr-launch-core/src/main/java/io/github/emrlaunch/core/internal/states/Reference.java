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
 * What a text of a user means in a state that is written in JSONata: the text itself, an expression <code>{% … %}</code>, or a reference that the
 * CDK's {@code JsonPath} makes, as an expression that means the same. A text such as {@code $.table} is only a text.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html">Transforming data with JSONata</a>
 */
public final class Reference {
    /** What {@code $} stands for in a task of a user's state machine. */
    public static final String STATE_INPUT = "$states.input";

    private static final String KEY = "v";
    private static final String PATH_SUFFIX = ".$";

    private enum Kind {
        LITERAL,
        VALUE,
        LIST,
        COMPOSED
    }

    /** A value as it is in the state, or in what a phase put out. */
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
     * The meaning of a text.
     *
     * @param property the property that has the text, for errors
     * @param root what {@code $} stands for, such as {@link #STATE_INPUT}
     * @throws IllegalArgumentException when a reference is a part of the text only, or JSONata has no expression for it
     */
    public static Reference of(String property, String text, String root) {
        return ofAll(property, List.of(text), root).get(0);
    }

    /**
     * The meanings of several texts, by one question to the CDK for all of them. An element of a list of the CDK's that {@code JsonPath.listAt} makes
     * stands for the whole list.
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

    /** The meaning of a number that may be a reference, as {@code JsonPath.numberAt} makes it; null of a number that is none. */
    public static @Nullable Reference ofNumber(String property, Number number, String root) {
        return Tokens.isUnresolved(number) ? ofObject(property, number, root) : null;
    }

    /** The meaning of an object of the CDK that may be a reference, as {@code JsonPath.objectAt} makes it; null of any other. */
    static @Nullable Reference ofObject(String property, Object value, String root) {
        Object path = render(property, Map.of(KEY, value), root).get(KEY + PATH_SUFFIX);
        return path == null ? null : new Reference(JsonPathExpression.of(property, path.toString(), root), Kind.VALUE);
    }

    /**
     * A value in the state: a path such as {@code $.ClusterId}, a reference of the CDK, or an expression.
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
     * Checks that a text is known when the app is deployed.
     *
     * @throws IllegalArgumentException when the state would have to say it
     */
    public static String requireText(String property, String text) {
        if (isExpression(text)
                || (Tokens.isUnresolved(text)
                        && !of(property, text, STATE_INPUT).isLiteral())) {
            throw new IllegalArgumentException(
                    "%s must be known when the app is deployed, and is no reference to what an execution brings, got: '%s'"
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

    /** Whether Step Functions evaluates the text. */
    public static boolean isExpression(String text) {
        return text.length() >= 4 && text.startsWith("{%") && text.endsWith("%}");
    }

    /** Whether a text looks as if its author took it for a reference, which it is not. */
    public static boolean looksLikePath(String text) {
        return PATH.matcher(text).matches();
    }

    private static Map<String, Object> render(String property, Map<String, Object> values, String root) {
        try {
            return FieldUtils.renderObject(values);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    ("'%s' must be a reference as a whole, or none: '%s' has one within it. Write it as an expression, such as {%% 'orders/' & "
                                    + "%s.day %%}")
                            .formatted(property, Tokens.readable(values.values().toString()), root),
                    e);
        }
    }

    /** Whether it is the text itself. */
    public boolean isLiteral() {
        return kind == Kind.LITERAL;
    }

    /** Whether it stands for several elements of the list that it is in. */
    public boolean isList() {
        return kind == Kind.LIST;
    }

    /** Whether it is an expression by which its author makes a value of others, such as <code>{% '--day=' &amp; $states.input.day %}</code>. */
    public boolean isComposed() {
        return kind == Kind.COMPOSED;
    }

    /** The text of a {@link #isLiteral literal}. */
    public String literal() {
        if (!isLiteral()) {
            throw new IllegalStateException("not a literal: " + text);
        }
        return text;
    }

    /** It as a part of an expression. */
    public String expression() {
        return isLiteral() ? quote(TextNode.valueOf(text)) : "(%s)".formatted(text);
    }

    /** It as a value in the definition of a state. */
    public String inState() {
        return isLiteral() ? Jsonata.literal(text) : Jsonata.expression(text);
    }
}
