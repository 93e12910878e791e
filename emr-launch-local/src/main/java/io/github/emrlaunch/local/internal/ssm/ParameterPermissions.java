package io.github.emrlaunch.local.internal.ssm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.local.internal.aws.RequiredPermission;
import io.github.emrlaunch.local.internal.service.KeyLookup;
import io.github.emrlaunch.local.internal.service.Services;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The permissions that the operations of Parameter Store require, see <a
 * href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html">actions of Systems
 * Manager</a> and, for the keys of SecureStrings, <a
 * href="https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html">how Parameter Store uses KMS</a>.
 */
final class ParameterPermissions {
    private final Account account;
    private final Services services;
    private final Parameters parameters;

    ParameterPermissions(Account account, Services services, Parameters parameters) {
        this.account = account;
        this.services = services;
        this.parameters = parameters;
    }

    /** Returns the ARN of a parameter by its name or ARN, or of a path. Policies do not name versions. */
    String arn(String nameOrArn) {
        ParameterReference reference = ParameterReference.parse(account, nameOrArn);
        if (!reference.isArn() && nameOrArn.startsWith("arn:")) {
            return nameOrArn;
        }
        return account.arn("ssm", "parameter/" + reference.name().replaceFirst("^/", ""));
    }

    /** Returns the permission for an operation on one parameter in the request. */
    Function<ObjectNode, List<RequiredPermission>> named(String operation) {
        return input -> List.of(on(operation, Inputs.required(input, "Name")));
    }

    /** Returns the permissions for an operation on several parameters in the request. */
    Function<ObjectNode, List<RequiredPermission>> severalNamed(String operation) {
        return input -> Inputs.requiredStrings(input, "Names").stream()
                .map(name -> on(operation, name))
                .toList();
    }

    /** Returns the permissions for an operation that reads one parameter in the request. */
    Function<ObjectNode, List<RequiredPermission>> reading(String operation) {
        return input -> {
            String name = Inputs.required(input, "Name");
            List<RequiredPermission> permissions = new ArrayList<>(List.of(on(operation, name)));
            parameters.find(name).ifPresent(parameter -> decryption(input, parameter)
                    .ifPresent(permissions::add));
            return permissions;
        };
    }

    List<RequiredPermission> getSeveral(ObjectNode input) {
        List<RequiredPermission> permissions =
                new ArrayList<>(severalNamed("GetParameters").apply(input));
        for (String name : Inputs.requiredStrings(input, "Names")) {
            parameters
                    .find(name)
                    .flatMap(parameter -> decryption(input, parameter))
                    .ifPresent(permissions::add);
        }
        return permissions;
    }

    /** Returns the permission for a path. It includes everything under the path. */
    List<RequiredPermission> getByPath(ObjectNode input) {
        String path = Inputs.required(input, "Path");
        boolean recursive = input.path("Recursive").asBoolean();
        List<RequiredPermission> permissions = new ArrayList<>();
        permissions.add(RequiredPermission.of("ssm:GetParametersByPath", arn(path))
                .with("ssm:Recursive", List.of(Boolean.toString(recursive))));
        parameters.below(path, recursive).forEach(parameter -> decryption(input, parameter)
                .ifPresent(permissions::add));
        return permissions;
    }

    List<RequiredPermission> describe(ObjectNode input) {
        return List.of(RequiredPermission.of("ssm:DescribeParameters", "*"));
    }

    List<RequiredPermission> put(ObjectNode input) {
        String name = Inputs.required(input, "Name");
        boolean overwrite = input.path("Overwrite").asBoolean();
        List<RequiredPermission> permissions = new ArrayList<>();
        permissions.add(on("PutParameter", name)
                .with("ssm:Overwrite", List.of(Boolean.toString(overwrite)))
                .withRequestTags(input.path("Tags")));
        if (!input.path("Tags").isEmpty()) {
            permissions.add(on("AddTagsToResource", name).withRequestTags(input.path("Tags")));
        }
        encryption(input, name).ifPresent(permissions::add);
        return permissions;
    }

    Function<ObjectNode, List<RequiredPermission>> tagging(String operation) {
        return input -> {
            RequiredPermission permission =
                    on(operation, Inputs.required(input, "ResourceId")).withRequestTags(input.path("Tags"));
            List<String> removed = Inputs.strings(input, "TagKeys");
            return List.of(removed.isEmpty() ? permission : permission.with("aws:TagKeys", removed));
        };
    }

    private Optional<RequiredPermission> encryption(ObjectNode input, String name) {
        @Nullable ParameterVersion current = parameters.find(name).map(Parameter::latest).orElse(null);
        String type = AwsJson.text(input, "Type", current == null ? "" : current.type());
        if (!type.equals("SecureString")) {
            return Optional.empty();
        }
        boolean advanced = ParameterRules.tier(
                        input, AwsJson.text(input, "Value", ""), current == null ? "Standard" : current.tier())
                .equals("Advanced");
        return useOfKey(
                advanced ? "kms:GenerateDataKey" : "kms:Encrypt",
                ParameterRules.keyId(input, type, current),
                arn(name));
    }

    private Optional<RequiredPermission> decryption(ObjectNode input, Parameter parameter) {
        return input.path("WithDecryption").asBoolean()
                ? useOfKey("kms:Decrypt", parameter.latest().keyId(), arn(parameter.name()))
                : Optional.empty();
    }

    private Optional<RequiredPermission> useOfKey(String action, @Nullable String keyId, String parameterArn) {
        return services.get(KeyLookup.class).use(action, keyId, "ssm").map(permission -> permission
                .with("kms:EncryptionContext:PARAMETER_ARN", List.of(parameterArn))
                .with("kms:EncryptionContextKeys", List.of("PARAMETER_ARN")));
    }

    private RequiredPermission on(String operation, String name) {
        RequiredPermission permission = RequiredPermission.of("ssm:" + operation, arn(name));
        Parameter parameter = parameters.find(name).orElse(null);
        if (parameter != null) {
            for (var tag : parameter.tags().entrySet()) {
                permission = permission
                        .with("aws:ResourceTag/" + tag.getKey(), List.of(tag.getValue()))
                        .with("ssm:resourceTag/" + tag.getKey(), List.of(tag.getValue()));
            }
        }
        return permission;
    }
}
