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

/** A cluster configuration that is built in this app ({@link ClusterConfiguration}) or loaded. */
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
     * Whether clusters run in public subnets ({@code true}) or in private ones ({@code false}). Empty if it is not
     * known in this app: for a loaded or imported configuration, and for one without subnets.
     */
    default Optional<Boolean> runsInPublicSubnets() {
        return Optional.empty();
    }

    /**
     * The subnets that are known to be public ({@code true}) or private ({@code false}). Without those that are not known in this app: of
     * a loaded or imported configuration, or imported by their ids.
     */
    default List<ISubnet> subnetsKnownAs(boolean publicSubnets) {
        return List.of();
    }

    /**
     * Returns the cluster's subnets that are known to be outside a VPC. Empty for a loaded configuration.
     *
     * @param vpcId the id of the VPC, which may be a token
     */
    default List<ISubnet> subnetsOutside(String vpcId) {
        return List.of();
    }

    /** The secrets whose members become properties of a classification at launch, by classification. */
    Map<String, ISecret> getSecretConfigurations();

    /**
     * The runtime role of steps that are part of the RunJobFlow request; null for none.
     *
     * @see ClusterConfiguration.Builder#stepExecutionRole
     */
    default @Nullable IRole getStepExecutionRole() {
        return null;
    }

    /**
     * Checks that this app trusts the roles that a loaded configuration names: the role of steps, and the roles that an
     * override allows. A principal that may write the stored configuration can put other roles into it. Called before a
     * role is passed.
     *
     * @throws IllegalArgumentException if a role is not trusted; the message contains the role and how to trust it
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

    /**
     * Sets the removal policy of the stored definition. Has no effect on a loaded configuration, whose definition
     * belongs to another stack.
     */
    @Override
    default void applyRemovalPolicy(RemovalPolicy policy) {
        if (getNode().getDefaultChild() instanceof CfnResource resource) {
            resource.applyRemovalPolicy(policy);
        }
    }

    /** The stored definition. It may contain tokens if the configuration is built in this app. */
    ClusterConfigurationDefinition getDefinition();

    /**
     * Allows the grantee to read this cluster configuration's definition, with {@code ssm:GetParameter} on its
     * parameter.
     */
    default Grant grantRead(IGrantable grantee) {
        return StoredDefinitions.grantRead(
                grantee, DefinitionType.CLUSTER_CONFIGURATION, getDefinition().definitionName());
    }
}
