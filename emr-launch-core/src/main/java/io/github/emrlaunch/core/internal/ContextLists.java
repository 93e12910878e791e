package io.github.emrlaunch.core.internal;

import java.util.Collection;
import java.util.List;
import software.constructs.Construct;

/** Context keys that hold lists: as such, or as text with commas, which is what the CDK CLI gives. */
public final class ContextLists {
    /** The key that holds the ARNs of further roles that loaded definitions may name. */
    public static final String TRUSTED_ROLES = "emr-launch:trusted-roles";

    private ContextLists() {}

    /** The elements of a list in the context; none when it is missing. */
    public static List<String> of(Construct scope, String key) {
        Object context = scope.getNode().tryGetContext(key);
        if (context instanceof Collection<?> elements) {
            return elements.stream().map(String::valueOf).toList();
        }
        return context == null ? List.of() : List.of(context.toString().split("\\s*,\\s*"));
    }
}
