package io.github.emrlaunch.core.internal;

import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import java.util.List;
import software.amazon.awscdk.services.iam.Grant;
import software.amazon.awscdk.services.iam.GrantOnPrincipalOptions;
import software.amazon.awscdk.services.iam.IGrantable;

/**
 * Grants to read definitions in the account and region of the grantee's stack.
 *
 * @see <a href="https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html">Restricting access
 *     to parameters</a>
 */
public final class DefinitionGrants {
    private DefinitionGrants() {}

    /** Grants one definition. */
    public static Grant read(IGrantable grantee, DefinitionType<?> type, DefinitionName name) {
        return grant(
                grantee,
                List.of("ssm:GetParameter", "ssm:GetParameters"),
                List.of(DefinitionParameter.arn(type, name)));
    }

    /** Grants all definitions of a type in one namespace, and to list them. */
    public static Grant readNamespace(IGrantable grantee, DefinitionType<?> type, String namespace) {
        return readPath(grantee, type.path(namespace));
    }

    /** Grants all definitions of a type, and to list them. */
    public static Grant readAll(IGrantable grantee, DefinitionType<?> type) {
        return readPath(grantee, type.path());
    }

    private static Grant readPath(IGrantable grantee, String path) {
        String arn = Arns.regional("ssm", "parameter" + path);
        // To list is an action on the path itself.
        return grant(
                grantee,
                List.of("ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"),
                List.of(arn, arn + "/*"));
    }

    private static Grant grant(IGrantable grantee, List<String> actions, List<String> resources) {
        return Grant.addToPrincipal(GrantOnPrincipalOptions.builder()
                .grantee(grantee)
                .actions(actions)
                .resourceArns(resources)
                .build());
    }
}
