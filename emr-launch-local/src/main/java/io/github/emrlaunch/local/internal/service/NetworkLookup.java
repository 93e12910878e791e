package io.github.emrlaunch.local.internal.service;

import java.util.Optional;

/** What services that start instances see of the network. */
public interface NetworkLookup {
    boolean hasSecurityGroup(String id);

    boolean hasSubnet(String id);

    Optional<String> availabilityZone(String subnetId);

    /** Whether the subnet's route table sends traffic to an internet gateway. */
    boolean isPublic(String subnetId);

    /** Whether it does not. Of a subnet that is only known to be there, neither is known. */
    boolean isPrivate(String subnetId);
}
