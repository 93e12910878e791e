package io.github.emrlaunch.core.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.definitions.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awscdk.CfnDynamicReference;
import software.amazon.awscdk.CfnDynamicReferenceService;
import software.amazon.awscdk.Fn;
import software.amazon.awscdk.IResolvable;
import software.amazon.awscdk.Reference;
import software.amazon.awscdk.Tokenization;

/** Recognizes tokens of the CDK without CDK calls, each of which would cross a process boundary. */
public final class Tokens {
    private static final String SECRET_REFERENCE = "\\{\\{resolve:(secretsmanager|ssm-secure):";

    /**
     * A reference to Parameter Store, whose name may have tokens. Braces around other text are data, which CloudFormation must not
     * see.
     *
     * @see <a href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-ssm.html">References to
     *     parameters</a>
     */
    private static final String PARAMETER_REFERENCE =
            "\\{\\{resolve:ssm:(?:[a-zA-Z0-9_.\\-/:]|\\$\\{Token\\[[^]]*]})+}}";

    private static final Pattern IN_TEXT =
            Pattern.compile("[$#]\\{Token\\[|%s|%s".formatted(SECRET_REFERENCE, PARAMETER_REFERENCE));

    /** Text that CloudFormation replaces: a reference with the tokens in its name, or a token. */
    static final Pattern PUT_IN = Pattern.compile(PARAMETER_REFERENCE + "|\\$\\{Token\\[[^]]*]}");

    private static final Pattern REFERENCE = Pattern.compile(PARAMETER_REFERENCE);

    /** Letters that may be in every name, and enough for that of a bucket. */
    private static final String PLACEHOLDER = "xxx";

    /** References whose value must not be in text that others can read. */
    private static final Pattern SECRET = Pattern.compile(SECRET_REFERENCE);

    /** The text that Java creates from a number token. */
    private static final Pattern NUMBER_IN_TEXT = Pattern.compile("-\\d\\.\\d+[eE]\\+?28\\d");

    private static final Pattern PARAMETER = Pattern.compile("\\{\\{resolve:ssm:([^}]*)}}");

    private static final Pattern LIST = Pattern.compile("#\\{Token\\[[^]]*]}");

    /** A token in a string, with the hint about its origin; or a number token. */
    private static final Pattern WHOLE =
            Pattern.compile("(?<text>[$#]\\{Token\\[(?<hint>[^]]*?)\\.\\d+]})|(?<number>-\\d\\.\\d+E28\\d)");

    private static final String PSEUDO_PARAMETER = "AWS.";

    /** The CDK encodes number tokens as huge negative numbers. */
    private static final double LARGEST_ENCODED_NUMBER = -1e280;

    private Tokens() {}

    /** Returns whether a string, or an element of a list, has a token, or a dynamic reference, which CloudFormation also resolves. */
    public static boolean isUnresolved(String text) {
        return IN_TEXT.matcher(text).find();
    }

    /** Returns text with letters for its tokens, to check the parts of a name, a path or an ARN that are known. */
    public static String withPlaceholders(String text) {
        return PUT_IN.matcher(text).replaceAll(PLACEHOLDER);
    }

    /** Returns whether all of a text is one token. */
    public static boolean isWholly(String text) {
        return PUT_IN.matcher(text).matches();
    }

    /** Returns whether a number is a token. */
    public static boolean isUnresolved(Number number) {
        return number.doubleValue() < LARGEST_ENCODED_NUMBER;
    }

    /** Returns whether a value is a token, or a list with elements that are known only at deployment. */
    public static boolean isUnresolved(JsonNode value) {
        if (value.isArray()) {
            for (JsonNode element : value) {
                if (element.isTextual() && isList(element.textValue())) {
                    return true;
                }
            }
            return false;
        }
        return value.isTextual()
                ? isUnresolved(value.textValue())
                : value.isNumber() && isUnresolved(value.numberValue());
    }

    /** Returns whether a string represents all elements of a list that is known only at deployment. */
    public static boolean isList(String element) {
        return LIST.matcher(element).matches();
    }

    /** Returns the element as part of a string: a list that is known only at deployment is joined. */
    public static String inText(String element, String separator) {
        return isList(element) ? Fn.join(separator, List.of(element)) : element;
    }

    /** Returns the text with CDK tokens for dynamic references to parameters. The CDK would otherwise treat them as part of a name. */
    public static String ofReferences(String text) {
        return PARAMETER
                .matcher(text)
                .replaceAll(reference -> Matcher.quoteReplacement(
                        new CfnDynamicReference(CfnDynamicReferenceService.SSM, reference.group(1)).toString()));
    }

    /** Returns whether a text has a dynamic reference to a secret, whose value CloudFormation would insert. */
    static boolean hasSecret(String text) {
        return SECRET.matcher(text).find();
    }

    /** Returns whether a text has a dynamic reference to Parameter Store, whose value CloudFormation inserts. */
    static boolean hasParameterReference(String text) {
        return REFERENCE.matcher(text).find();
    }

    /** Returns whether a number that is known only at deployment became part of a text in Java's number format. */
    static boolean hasNumber(String text) {
        return text.contains("28") && NUMBER_IN_TEXT.matcher(text).find();
    }

    /** Returns whether such a list is part of a text. */
    static boolean hasList(String text) {
        return text.contains("#{Token[");
    }

    /** Returns the distinct tokens of a document. */
    static List<IResolvable> in(JsonNode document) {
        Set<String> lists = new LinkedHashSet<>();
        Set<Double> numbers = new LinkedHashSet<>();
        collect(document, lists, numbers);
        String text = Json.write(document);
        List<IResolvable> tokens = new ArrayList<>();
        if (text.contains("${Token[")) {
            tokens.addAll(Tokenization.reverseString(text).getTokens());
        }
        lists.forEach(list -> tokens.add(Tokenization.reverseList(List.of(list))));
        numbers.forEach(number -> tokens.add(Tokenization.reverseNumber(number)));
        tokens.removeIf(Objects::isNull);
        return tokens;
    }

    private static void collect(JsonNode json, Set<String> lists, Set<Double> numbers) {
        if (json.isTextual() && isList(json.textValue())) {
            lists.add(json.textValue());
        } else if (json.isNumber() && isUnresolved(json.numberValue())) {
            numbers.add(json.doubleValue());
        }
        json.forEach(child -> collect(child, lists, numbers));
    }

    /**
     * Returns a readable text: each token is replaced by the path of the construct that it refers to, as in {@code
     * s3://<Stack/Data>/code}, with the attribute if it is not the resource's name or id.
     */
    public static String readable(String text) {
        return WHOLE.matcher(text).replaceAll(token -> Matcher.quoteReplacement("<%s>".formatted(name(token))));
    }

    private static String name(MatchResult token) {
        String hint = token.group(2);
        if (hint != null && hint.startsWith(PSEUDO_PARAMETER)) {
            return hint.replace(".", "::");
        }
        String text = token.group();
        IResolvable resolvable = hint == null
                ? Tokenization.reverseNumber(Double.valueOf(text))
                : Tokenization.reverseString(text.replace('#', '$')).getFirstToken();
        return resolvable instanceof Reference reference ? name(reference) : "known at deployment";
    }

    private static String name(Reference reference) {
        String path = reference.getTarget().getNode().getPath().replaceFirst("/(Resource|Default)$", "");
        String attribute = reference.getDisplayName();
        return attribute.equals("Ref") ? path : path + "." + attribute;
    }
}
