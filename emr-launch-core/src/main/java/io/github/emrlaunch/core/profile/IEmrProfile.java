package io.github.emrlaunch.core.profile;

import io.github.emrlaunch.definitions.EmrProfileDefinition;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.iam.IRole;
import software.constructs.IConstruct;

/** The security of clusters: built in this app ({@link EmrProfile}) or loaded from where it is stored. */
public interface IEmrProfile extends IConstruct {
    /** The name within the namespace. */
    default String getProfileName() {
        return getDefinition().profileName();
    }

    /** The namespace. */
    default String getNamespace() {
        return getDefinition().namespace();
    }

    /** What EMR itself acts as. */
    IRole getServiceRole();

    /** What a cluster's instances act as: grant it what your jobs need. */
    IRole getInstanceRole();

    /** What automatic scaling of instance groups acts as; null when a loaded profile has none. */
    @Nullable IRole getAutoScalingRole();

    /** EMR's managed security group of the primary node. */
    ISecurityGroup getMasterGroup();

    /** EMR's managed security group of core and task nodes. */
    ISecurityGroup getWorkersGroup();

    /** The security group through which EMR reaches nodes in private subnets; null for clusters in public subnets. */
    @Nullable ISecurityGroup getServiceGroup();

    /** The definition as stored; of a profile built in this app it holds tokens. */
    EmrProfileDefinition getDefinition();
}
