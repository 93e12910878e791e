package io.github.emrlaunch.local.internal.ssm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.local.internal.aws.RequiredPermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What the operations of Parameter Store require, see <a
 * href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html">actions of Systems
 * Manager</a>.
 */
final class ParameterPermissions {
    private final Account account;
    private final ParameterTags tags;

    ParameterPermissions(Account account, ParameterTags tags) {
        this.account = account;
        this.tags = tags;
    }

    /** The ARN of a parameter by its name or ARN, or of a path. */
    String arn(String name) {
        return name.startsWith("arn:") ? name : account.arn("ssm", "parameter/" + name.replaceFirst("^/", ""));
    }

    /** For an operation on the one parameter that it names. */
    Function<ObjectNode, List<RequiredPermission>> named(String operation) {
        return input -> List.of(on(operation, Inputs.required(input, "Name")));
    }

    List<RequiredPermission> getSeveral(ObjectNode input) {
        return Inputs.requiredStrings(input, "Names").stream()
                .map(name -> on("GetParameters", name))
                .toList();
    }

    /** Who may read a path may read everything below it. */
    List<RequiredPermission> getByPath(ObjectNode input) {
        boolean recursive = input.path("Recursive").asBoolean();
        return List.of(on("GetParametersByPath", Inputs.required(input, "Path"))
                .with("ssm:Recursive", List.of(Boolean.toString(recursive))));
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
        return permissions;
    }

    List<RequiredPermission> addTags(ObjectNode input) {
        return List.of(
                on("AddTagsToResource", Inputs.required(input, "ResourceId")).withRequestTags(input.path("Tags")));
    }

    List<RequiredPermission> removeTags(ObjectNode input) {
        return List.of(on("RemoveTagsFromResource", Inputs.required(input, "ResourceId"))
                .with("aws:TagKeys", Inputs.strings(input, "TagKeys")));
    }

    List<RequiredPermission> listTags(ObjectNode input) {
        return List.of(on("ListTagsForResource", Inputs.required(input, "ResourceId")));
    }

    private RequiredPermission on(String operation, String name) {
        RequiredPermission permission = RequiredPermission.of("ssm:" + operation, arn(name));
        for (Map.Entry<String, String> tag : tags.of(arn(name)).entrySet()) {
            List<String> value = List.of(tag.getValue());
            permission = permission
                    .with("aws:ResourceTag/" + tag.getKey(), value)
                    .with("ssm:resourceTag/" + tag.getKey(), value);
        }
        return permission;
    }
}
