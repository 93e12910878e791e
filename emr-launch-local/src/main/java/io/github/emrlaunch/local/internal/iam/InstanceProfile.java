package io.github.emrlaunch.local.internal.iam;

import java.util.List;

/** An instance profile with the names of its roles. */
public record InstanceProfile(String name, String arn, List<String> roles) {
    public InstanceProfile {
        roles = List.copyOf(roles);
    }
}
