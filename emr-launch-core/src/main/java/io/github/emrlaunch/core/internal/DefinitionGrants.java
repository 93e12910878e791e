package io.github.emrlaunch.core.internal;

import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionParts;
import io.github.emrlaunch.definitions.DefinitionType;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awscdk.services.iam.Grant;
import software.amazon.awscdk.services.iam.GrantOnPrincipalOptions;
import software.amazon.awscdk.services.iam.IGrantable;

/**
 * Grants to read definitions, heads and parts, in the account and region of the grantee's stack.
 *
 * @see <a href="https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html">Restricting access
 *     to parameters</a>
 */
public final class DefinitionGrants {
    private DefinitionGrants() {}

    /** Grants one definition. */
    public static Grant read(IGrantable grantee, DefinitionType<?> type, DefinitionName name) {
        return grant(grantee, List.of("ssm:GetParameter", "ssm:GetParameters"), DefinitionParameter.arns(type, name));
    }

    /** Grants all definitions of a type in one namespace, and to list them. */
    public static Grant readNamespace(IGrantable grantee, DefinitionType<?> type, String namespace) {
        return readPaths(grantee, List.of(type.path(namespace), DefinitionParts.path(type, namespace)));
    }

    /** Grants all definitions of a type, and to list them. */
    public static Grant readAll(IGrantable grantee, DefinitionType<?> type) {
        return readPaths(grantee, List.of(type.path(), DefinitionParts.path(type)));
    }

    private static Grant readPaths(IGrantable grantee, List<String> paths) {
        return grant(
                grantee,
                List.of("ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"),
                paths.stream()
                        .map(path -> Arns.regional("ssm", "parameter" + path))
                        // To list is an action on the path itself.
                        .flatMap(arn -> Stream.of(arn, arn + "/*"))
                        .toList());
    }

    private static Grant grant(IGrantable grantee, List<String> actions, List<String> resources) {
        return Grant.addToPrincipal(GrantOnPrincipalOptions.builder()
                .grantee(grantee)
                .actions(actions)
                .resourceArns(resources)
                .build());
    }
}
