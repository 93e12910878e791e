package io.github.emrlaunch.core.internal;

import java.util.Collection;
import java.util.List;
import software.constructs.Construct;

/** Context keys with lists, as such or as comma-separated text, which the CDK CLI passes. */
public final class ContextLists {
    /** The key with the ARNs of additional roles that loaded definitions may name. */
    public static final String TRUSTED_ROLES = "emr-launch:trusted-roles";

    private ContextLists() {}

    /** Returns the elements of a list in the context; empty if it is missing. */
    public static List<String> of(Construct scope, String key) {
        Object context = scope.getNode().tryGetContext(key);
        if (context instanceof Collection<?> elements) {
            return elements.stream().map(String::valueOf).toList();
        }
        return context == null ? List.of() : List.of(context.toString().split("\\s*,\\s*"));
    }
}
