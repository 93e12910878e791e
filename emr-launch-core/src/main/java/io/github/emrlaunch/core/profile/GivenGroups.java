package io.github.emrlaunch.core.profile;

import io.github.emrlaunch.core.internal.NetworkIds;
import io.github.emrlaunch.core.internal.Validation;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.ec2.ISecurityGroup;

/**
 * The existing security groups of a profile.
 *
 * @param serviceGroup null for clusters in public subnets
 */
record GivenGroups(
        ISecurityGroup masterGroup,
        ISecurityGroup workersGroup,
        @Nullable ISecurityGroup serviceGroup) {
    GivenGroups {
        NetworkIds.require("masterGroup", Validation.required("masterGroup", masterGroup));
        NetworkIds.require("workersGroup", Validation.required("workersGroup", workersGroup));
        if (serviceGroup != null) {
            NetworkIds.require("serviceGroup", serviceGroup);
        }
    }

    /** Creates the groups of clusters in private subnets. */
    static GivenGroups ofPrivateSubnets(
            ISecurityGroup masterGroup, ISecurityGroup workersGroup, ISecurityGroup serviceGroup) {
        return new GivenGroups(masterGroup, workersGroup, Validation.required("serviceGroup", serviceGroup));
    }

    boolean isPrivate() {
        return serviceGroup != null;
    }

    List<ISecurityGroup> all() {
        return Stream.of(masterGroup, workersGroup, serviceGroup)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
    }
}
