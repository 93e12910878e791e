package io.github.emrlaunch.core.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Definition;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.StoredSize;
import java.util.regex.Pattern;
import software.amazon.awscdk.services.ssm.CfnParameter;
import software.constructs.Construct;

/** The parameter in Parameter Store that holds a definition. */
public final class DefinitionParameter {
    /** How a token stands in a string until the CDK resolves it. */
    private static final Pattern TOKEN = Pattern.compile("\\$\\{Token\\[[^]]*]}");

    private DefinitionParameter() {}

    /**
     * Checks that Parameter Store would take the definition. What is a token yet is counted as nothing, so a definition just below
     * the limit may still fail at deploy.
     */
    public static void requireStorable(Definition definition) {
        String known = withoutTokens(definition.toJsonText());
        if (known.contains("{{")) {
            throw new IllegalArgumentException(
                    ("'%s' contains {{, which Parameter Store refuses; and a dynamic reference to a secret would store the "
                                    + "secret itself")
                            .formatted(path(definition)));
        }
        StoredSize.requireFits(path(definition), Json.parseObject(known));
    }

    /** What is known of a text yet. */
    public static String withoutTokens(String text) {
        return TOKEN.matcher(text).replaceAll("");
    }

    /** Adds the parameter to the scope. */
    public static void store(Construct scope, String id, Definition definition) {
        ObjectNode json = definition.toJson();
        // The L1 construct and one string: every call into the CDK crosses a process boundary.
        CfnParameter.Builder.create(scope, id)
                .name(path(definition))
                .type("String")
                .tier("Intelligent-Tiering")
                .value(Json.write(json))
                .build();
    }

    /** The ARN of a definition's parameter in the account and region of the stack that asks. */
    public static String arn(DefinitionType<?> type, DefinitionName name) {
        return Arns.regional("ssm", "parameter" + type.path(name));
    }

    private static String path(Definition definition) {
        return definition.type().path(definition.definitionName());
    }
}
