package io.github.emrlaunch.local.internal.service;

import org.jspecify.annotations.Nullable;

/** Accepts the subnets and security groups that templates import. */
public interface NetworkImports {
    /**
     * Declares a subnet.
     *
     * @param isPublic whether it is public; null when that is not known. Earlier knowledge is kept
     */
    void importSubnet(String id, @Nullable Boolean isPublic);

    /** Declares a security group. */
    void importSecurityGroup(String id);
}
