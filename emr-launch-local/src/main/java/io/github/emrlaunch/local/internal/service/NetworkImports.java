package io.github.emrlaunch.local.internal.service;

import org.jspecify.annotations.Nullable;

/** What deployments tell the network: what templates name that is in the account already. */
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
