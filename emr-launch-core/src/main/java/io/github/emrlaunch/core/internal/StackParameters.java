package io.github.emrlaunch.core.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.core.internal.SeenTokens.Seen;
import io.github.emrlaunch.definitions.Json;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import software.amazon.awscdk.CfnDynamicReference;
import software.amazon.awscdk.CfnParameter;
import software.amazon.awscdk.IResolvable;
import software.amazon.awscdk.Reference;
import software.constructs.Construct;

/**
 * Checks CloudFormation parameters in text that is stored as JSON. CloudFormation inserts their values unchanged: a value with a quote, a
 * backslash or a line break makes the JSON invalid.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html">Parameters</a>
 */
public final class StackParameters {
    /** The values of other types are numbers, or names and ids of existing resources. */
    private static final Pattern ANY_TEXT = Pattern.compile(
            "String|CommaDelimitedList|AWS::SSM::Parameter::Value<(String|List<String>|CommaDelimitedList)>");

    private static final Pattern PSEUDO_PARAMETER =
            Pattern.compile("\\$\\{Token\\[AWS\\.(AccountId|Partition|Region|StackId|StackName|URLSuffix)\\.\\d+]}");

    private StackParameters() {}

    /**
     * Adds warnings about parameters that may have any value.
     *
     * @throws IllegalArgumentException when a token is a secret, whose value would be stored. If it is part of another token,
     *     synthesis fails
     */
    static void check(Construct scope, String storedAs, JsonNode document) {
        List<IResolvable> tokens = tokens(document);
        if (Tokens.hasParameterReference(Json.write(document))) {
            warnOfReference(scope, storedAs);
        }
        check(scope, tokens, holdsSecret(storedAs), seen -> warn(scope, storedAs, seen));
    }

    /**
     * Checks a text that is not stored in Parameter Store.
     *
     * @param subject the description of the text in messages
     * @throws IllegalArgumentException when a token is a secret. If it is part of another token, synthesis fails
     */
    public static void requireNoSecret(Construct scope, String subject, String text) {
        check(scope, tokens(TextNode.valueOf(text)), readableSecret(subject), seen -> {});
    }

    // A CDK request costs time for each definition, and most have only the name of their stack.
    private static List<IResolvable> tokens(JsonNode document) {
        return Tokens.isUnresolved(
                        PSEUDO_PARAMETER.matcher(Json.write(document)).replaceAll(""))
                ? Tokens.in(document)
                : List.of();
    }

    private static void check(
            Construct scope, List<IResolvable> tokens, IllegalArgumentException secret, Consumer<Seen> warnings) {
        List<IResolvable> later = tokens.stream().filter(SeenTokens::mayBeLazy).toList();
        List<IResolvable> dynamic =
                tokens.stream().filter(CfnDynamicReference.class::isInstance).toList();
        Seen now = dynamic.isEmpty()
                ? new Seen(tokens, "")
                : SeenTokens.of(scope, dynamic).with(tokens);
        if (now.hasSecret()) {
            throw secret;
        }
        warnings.accept(now);
        if (!later.isEmpty()) {
            scope.getNode().addValidation(() -> {
                Seen seen = SeenTokens.of(scope, later);
                warnings.accept(seen);
                return seen.hasSecret() ? List.of(String.valueOf(secret.getMessage())) : List.of();
            });
        }
    }

    private static void warn(Construct scope, String storedAs, Seen seen) {
        Set<String> names = new TreeSet<>();
        for (IResolvable token : seen.tokens()) {
            if (token instanceof Reference reference
                    && reference.getTarget() instanceof CfnParameter parameter
                    && mayHaveAnyValue(parameter)) {
                names.add(parameter.getNode().getId());
            }
        }
        names.forEach(name -> Warnings.add(
                scope,
                "parameterWithoutAllowedPattern",
                ("The CloudFormation parameter '%s' becomes part of the JSON in '%s', which can't be read when its value has "
                                + "a quote, a backslash or a line break. Set an AllowedPattern such as "
                                + "[^\"\\\\\\n\\r\\t]*")
                        .formatted(name, storedAs)));
        if (seen.text().contains("{{resolve:ssm:")) {
            warnOfReference(scope, storedAs);
        }
    }

    private static void warnOfReference(Construct scope, String storedAs) {
        Warnings.add(
                scope,
                "referenceToParameterStore",
                ("The value of a reference to Parameter Store, {{resolve:ssm:...}}, becomes part of the JSON in '%s', which can't be "
                                + "read when the value has a quote, a backslash or a line break")
                        .formatted(storedAs));
    }

    /** Returns the error that a document would contain the value of a secret. */
    static IllegalArgumentException holdsSecret(String storedAs) {
        return new IllegalArgumentException(
                ("'%s' would contain the value of a secret, for everybody who may read the parameter. Refer to the secret instead: by "
                                + "EmrConfiguration.withSecret, or by secretConfigurations of the cluster configuration")
                        .formatted(storedAs));
    }

    /** Returns the error that a readable text would contain the value of a secret. */
    static IllegalArgumentException readableSecret(String subject) {
        return new IllegalArgumentException(
                "%s would contain the value of a secret, for everybody who may read it. Refer to the secret instead, and read its value at run time"
                        .formatted(subject));
    }

    private static boolean mayHaveAnyValue(CfnParameter parameter) {
        return ANY_TEXT.matcher(parameter.getType()).matches()
                && parameter.getAllowedPattern() == null
                && parameter.getAllowedValues() == null;
    }
}
