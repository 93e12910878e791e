package io.github.emrlaunch.core.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.definitions.Json;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import software.amazon.awscdk.CfnDynamicReference;
import software.amazon.awscdk.CfnParameter;
import software.amazon.awscdk.IResolvable;
import software.amazon.awscdk.Reference;
import software.amazon.awscdk.SecretValue;
import software.amazon.awscdk.Stack;
import software.constructs.Construct;

/**
 * CloudFormation parameters in text that is stored as JSON. CloudFormation puts their values in as they are: one with a quote, a
 * backslash or a line break makes the JSON invalid.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html">Parameters</a>
 */
final class StackParameters {
    /** Of other types CloudFormation takes numbers, or names and ids of what there is. */
    private static final Pattern ANY_TEXT = Pattern.compile(
            "String|CommaDelimitedList|AWS::SSM::Parameter::Value<(String|List<String>|CommaDelimitedList)>");

    private static final Pattern PSEUDO_PARAMETER =
            Pattern.compile("\\$\\{Token\\[AWS\\.(AccountId|Partition|Region|StackId|StackName|URLSuffix)\\.\\d+]}");

    private StackParameters() {}

    /**
     * Warns of those that may have any value.
     *
     * @throws IllegalArgumentException when a token stands for a secret, whose value would be stored
     */
    static void check(Construct scope, String storedAs, JsonNode document) {
        // A question to the CDK costs time for each definition, and most hold nothing but the name of their stack.
        if (!Tokens.isUnresolved(PSEUDO_PARAMETER.matcher(Json.write(document)).replaceAll(""))) {
            return;
        }
        Set<String> names = new TreeSet<>();
        for (IResolvable token : Tokens.in(document)) {
            if (isSecret(scope, token)) {
                throw holdsSecret(storedAs);
            }
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
    }

    private static boolean isSecret(Construct scope, IResolvable token) {
        return token instanceof SecretValue
                || (token instanceof CfnDynamicReference reference
                        && !String.valueOf(Stack.of(scope).resolve(reference)).startsWith("{{resolve:ssm:"));
    }

    /** The error that a document would hold the value of a secret. */
    static IllegalArgumentException holdsSecret(String storedAs) {
        return new IllegalArgumentException(
                ("'%s' would hold the value of a secret, for everybody who may read the parameter. Name the secret only: by "
                                + "EmrConfiguration.withSecret, or by secretConfigurations of the cluster configuration")
                        .formatted(storedAs));
    }

    private static boolean mayHaveAnyValue(CfnParameter parameter) {
        return ANY_TEXT.matcher(parameter.getType()).matches()
                && parameter.getAllowedPattern() == null
                && parameter.getAllowedValues() == null;
    }
}
