package io.github.emrlaunch.core.cluster;

import io.github.emrlaunch.core.store.StoredDefinitions;
import io.github.emrlaunch.definitions.ClusterConfigurationDefinition;
import io.github.emrlaunch.definitions.DefinitionType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.IResource;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.interfaces.ResourceEnvironment;
import software.amazon.awscdk.services.ec2.ISubnet;
import software.amazon.awscdk.services.iam.Grant;
import software.amazon.awscdk.services.iam.IGrantable;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.secretsmanager.ISecret;

/** The hardware and software of clusters: built in this app ({@link ClusterConfiguration}) or loaded. */
public interface IClusterConfiguration extends IResource {
    /** The name within the namespace. */
    default String getConfigurationName() {
        return getDefinition().configurationName();
    }

    /** The namespace. */
    default String getNamespace() {
        return getDefinition().namespace();
    }

    /**
     * Whether clusters run in public subnets ({@code true}) or in private ones ({@code false}), as far as this app knows: empty for
     * what was loaded or imported, and for a configuration without subnets.
     */
    default Optional<Boolean> runsInPublicSubnets() {
        return Optional.empty();
    }

    /**
     * The subnets of clusters that are known to be outside a VPC; none of what was loaded.
     *
     * @param vpcId the id of the VPC, which may be a token
     */
    default List<ISubnet> subnetsOutside(String vpcId) {
        return List.of();
    }

    /** The secrets whose members become properties of a configuration when a cluster is launched, by classification. */
    Map<String, ISecret> getSecretConfigurations();

    /**
     * The role that steps which are part of the RunJobFlow request run as; null for none.
     *
     * @see ClusterConfiguration.Builder#stepExecutionRole
     */
    default @Nullable IRole getStepExecutionRole() {
        return null;
    }

    /**
     * Checks that this app trusts the roles that a loaded configuration names: that of steps, and those that an override may choose. A
     * principal that may write the stored configuration could have chosen others. It is called before a role is passed.
     *
     * @throws IllegalArgumentException when it doesn't, with the role and how to trust it
     * @see ClusterConfiguration#fromStoredConfiguration(software.constructs.Construct, String, String, String, java.util.List)
     */
    default void requireTrustedRoles() {}

    /** The stack of the construct. */
    @Override
    default Stack getStack() {
        return Stack.of(this);
    }

    /** The account and region of the stack. */
    @Override
    default ResourceEnvironment getEnv() {
        return ResourceEnvironment.builder()
                .account(getStack().getAccount())
                .region(getStack().getRegion())
                .build();
    }

    /** Decides what becomes of the stored definition when it leaves the stack; that of a loaded configuration is another stack's. */
    @Override
    default void applyRemovalPolicy(RemovalPolicy policy) {
        if (getNode().getDefaultChild() instanceof CfnResource resource) {
            resource.applyRemovalPolicy(policy);
        }
    }

    /** The definition as stored; of a configuration built in this app it may hold tokens. */
    ClusterConfigurationDefinition getDefinition();

    /** Allows the grantee to read this cluster configuration's definition: {@code ssm:GetParameter} on its parameter. */
    default Grant grantRead(IGrantable grantee) {
        return StoredDefinitions.grantRead(
                grantee, DefinitionType.CLUSTER_CONFIGURATION, getDefinition().definitionName());
    }
}
