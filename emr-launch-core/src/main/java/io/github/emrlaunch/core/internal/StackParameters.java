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
 * CloudFormation parameters in text that is stored as JSON. CloudFormation puts their values in as they are: one with a quote, a
 * backslash or a line break makes the JSON invalid.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html">Parameters</a>
 */
public final class StackParameters {
    /** Of other types CloudFormation takes numbers, or names and ids of what there is. */
    private static final Pattern ANY_TEXT = Pattern.compile(
            "String|CommaDelimitedList|AWS::SSM::Parameter::Value<(String|List<String>|CommaDelimitedList)>");

    private static final Pattern PSEUDO_PARAMETER =
            Pattern.compile("\\$\\{Token\\[AWS\\.(AccountId|Partition|Region|StackId|StackName|URLSuffix)\\.\\d+]}");

    private StackParameters() {}

    /**
     * Warns of those that may have any value.
     *
     * @throws IllegalArgumentException when a token stands for a secret, whose value would be stored. Where it is part of another token,
     *     synth fails
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
     * @param subject what the text is, in messages
     * @throws IllegalArgumentException when a token stands for a secret. Where it is part of another token, synth fails
     */
    public static void requireNoSecret(Construct scope, String subject, String text) {
        check(scope, tokens(TextNode.valueOf(text)), readableSecret(subject), seen -> {});
    }

    // A question to the CDK costs time for each definition, and most hold nothing but the name of their stack.
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
                                + "a quote, a backslash or a line break. Give it an AllowedPattern such as "
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
                ("What a reference to Parameter Store, {{resolve:ssm:...}}, stands for becomes part of the JSON in '%s', which can't be "
                                + "read when the value has a quote, a backslash or a line break")
                        .formatted(storedAs));
    }

    /** The error that a document would hold the value of a secret. */
    static IllegalArgumentException holdsSecret(String storedAs) {
        return new IllegalArgumentException(
                ("'%s' would hold the value of a secret, for everybody who may read the parameter. Name the secret only: by "
                                + "EmrConfiguration.withSecret, or by secretConfigurations of the cluster configuration")
                        .formatted(storedAs));
    }

    /** The error that a text which others can read would hold the value of a secret. */
    static IllegalArgumentException readableSecret(String subject) {
        return new IllegalArgumentException(
                "%s would hold the value of a secret, for everybody who may read it. Name the secret only, and let what runs read it"
                        .formatted(subject));
    }

    private static boolean mayHaveAnyValue(CfnParameter parameter) {
        return ANY_TEXT.matcher(parameter.getType()).matches()
                && parameter.getAllowedPattern() == null
                && parameter.getAllowedValues() == null;
    }
}
