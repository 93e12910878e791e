package io.github.emrlaunch.local.internal.service;

import org.jspecify.annotations.Nullable;

/** Takes the imported subnets and security groups of templates. */
public interface NetworkImports {
    /**
     * A subnet is there.
     *
     * @param isPublic null where nobody knows; what is known already stays
     */
    void importSubnet(String id, @Nullable Boolean isPublic);

    /** A security group is there. */
    void importSecurityGroup(String id);
}
