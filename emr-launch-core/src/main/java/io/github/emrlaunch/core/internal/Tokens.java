package io.github.emrlaunch.core.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awscdk.IResolvable;
import software.amazon.awscdk.Reference;
import software.amazon.awscdk.Tokenization;

/** Tokens of the CDK, recognized without a call into the CDK: each would cross a process boundary. */
public final class Tokens {
    private static final Pattern IN_TEXT = Pattern.compile("[$#]\\{Token\\[|\\{\\{resolve:");

    /** A token in a text, with the hint that says where it comes from; or a number that is one. */
    private static final Pattern WHOLE =
            Pattern.compile("(?<text>[$#]\\{Token\\[(?<hint>[^]]*?)\\.\\d+]})|(?<number>-\\d\\.\\d+E28\\d)");

    private static final String PSEUDO_PARAMETER = "AWS.";

    /** The CDK encodes tokens that are numbers as huge negative ones. */
    private static final double LARGEST_ENCODED_NUMBER = -1e280;

    private Tokens() {}

    /** Whether a text, or an element of a list, holds a token, or a dynamic reference, which CloudFormation resolves as well. */
    public static boolean isUnresolved(String text) {
        return IN_TEXT.matcher(text).find();
    }

    /** Whether a number is a token. */
    public static boolean isUnresolved(Number number) {
        return number.doubleValue() < LARGEST_ENCODED_NUMBER;
    }

    /** Whether a value is a token, or a list with elements that only the deployment knows. */
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

    /** Whether a text stands for all elements of a list that only the deployment knows. */
    public static boolean isList(String element) {
        return element.startsWith("#{Token[");
    }

    /**
     * A text for people: in place of each token there is the path of the construct that it refers to, as in {@code
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
