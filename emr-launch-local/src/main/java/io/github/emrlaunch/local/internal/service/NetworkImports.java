package io.github.emrlaunch.local.internal.service;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The subnets and security groups that templates import. */
public interface NetworkImports {
    /** Returns the ids that are assumed to exist because a template names them, sorted. No template, lookup or declaration has them. */
    List<String> assumed();

    /** Forgets the assumed ids that are not in a list, because the template that names them was not deployed. */
    void forgetAssumedExcept(List<String> kept);

    /**
     * Declares a subnet.
     *
     * @param isPublic whether it is public; null when that is not known. Earlier knowledge is kept
     */
    void importSubnet(String id, @Nullable Boolean isPublic);

    /** Declares a security group. */
    void importSecurityGroup(String id);
}
