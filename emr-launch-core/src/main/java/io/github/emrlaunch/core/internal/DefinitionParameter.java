package io.github.emrlaunch.core.internal;

import io.github.emrlaunch.definitions.Definition;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionParts;
import io.github.emrlaunch.definitions.DefinitionType;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awscdk.services.ssm.CfnParameter;
import software.constructs.Construct;

/** The parameters in Parameter Store that hold a definition. */
public final class DefinitionParameter {
    private DefinitionParameter() {}

    /**
     * Checks that Parameter Store would accept the definition. Tokens are not counted, so a definition just under
     * the limit may still fail at deployment.
     */
    public static void requireStorable(Definition definition) {
        if (Tokens.hasSecret(definition.toJsonText())) {
            throw StackParameters.holdsSecret(definition.type().path(definition.definitionName()));
        }
        parameters(definition);
    }

    /** Returns whether head and parts can hold the definition. Tokens are not counted. */
    public static boolean isSmallEnough(Definition definition) {
        try {
            parameters(definition);
            return true;
        } catch (IllegalArgumentException tooLarge) {
            return false;
        }
    }

    /** Returns the text without its tokens. */
    public static String withoutTokens(String text) {
        return Tokens.PUT_IN.matcher(text).replaceAll("");
    }

    /**
     * Adds the parameters to the scope: one, unless the definition is too large for it.
     *
     * @return the parameter of the definition's name
     */
    public static CfnParameter store(Construct scope, String id, Definition definition) {
        // Not for parameters that are created here: a request to the CDK for their tokens costs time for each launch
        // function.
        StackParameters.check(
                scope,
                definition.type().path(definition.definitionName()),
                definition.toJson().without("StateMachine"));
        CfnParameter head = null;
        int part = 0;
        for (Map.Entry<String, String> parameter : parameters(definition).entrySet()) {
            // The L1 construct and one string: each call of the CDK crosses a process boundary.
            CfnParameter stored = CfnParameter.Builder.create(scope, part == 0 ? id : id + "Part" + part)
                    .name(parameter.getKey())
                    .type("String")
                    .tier("Intelligent-Tiering")
                    .value(parameter.getValue())
                    .build();
            part++;
            if (head == null) {
                head = stored;
            } else {
                // The head comes last, so that a reader of a new definition always finds its parts.
                head.addResourceDependency(stored);
            }
        }
        return Objects.requireNonNull(head);
    }

    private static Map<String, String> parameters(Definition definition) {
        return DefinitionParts.split(
                definition.type(),
                definition.definitionName(),
                WrittenTokens.write(definition.toJson()),
                Tokens.PUT_IN);
    }

    /**
     * Returns the ARNs of a definition's parameters in the account and region of the stack that uses them: that of the head, then those of
     * the parts.
     */
    public static List<String> arns(DefinitionType<?> type, DefinitionName name) {
        return DefinitionParts.names(type, name).stream()
                .map(parameter -> Arns.regional("ssm", "parameter" + parameter))
                .toList();
    }
}
