package io.github.emrlaunch.local.internal.service;

import java.util.Optional;

/** Finds subnets and security groups for services that start instances. */
public interface NetworkLookup {
    boolean hasSecurityGroup(String id);

    boolean hasSubnet(String id);

    Optional<String> availabilityZone(String subnetId);

    /** Returns whether the route table of the subnet has a route to an internet gateway. */
    boolean isPublic(String subnetId);

    /** Returns whether the subnet is known to be private. For a subnet that was declared by its id only, both methods return false. */
    boolean isPrivate(String subnetId);
}
