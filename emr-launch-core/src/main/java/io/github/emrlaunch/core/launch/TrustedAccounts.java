package io.github.emrlaunch.core.launch;

import io.github.emrlaunch.core.cluster.IClusterConfiguration;
import io.github.emrlaunch.core.internal.Arns;
import io.github.emrlaunch.core.internal.ContextLists;
import io.github.emrlaunch.core.internal.Stacks;
import io.github.emrlaunch.core.profile.IEmrProfile;
import io.github.emrlaunch.definitions.ClusterConfigurationDefinition.Artifact;
import io.github.emrlaunch.definitions.LaunchSecrets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Aws;
import software.constructs.Construct;
import software.constructs.IConstruct;

/**
 * The accounts whose secrets, keys and buckets a loaded definition may name: the stack's account and those that the app trusts. A resource
 * that a loaded
 * definition names results in a grant, so a principal that may write its parameter must not gain access to another account.
 */
final class TrustedAccounts {
    /** The context key with the ids of additional accounts: a list, or comma-separated text. */
    static final String CONTEXT = "emr-launch:trusted-accounts";

    private final @Nullable String account;
    private final List<String> others;

    private TrustedAccounts(@Nullable String account, List<String> others) {
        this.account = account;
        this.others = others;
    }

    private static TrustedAccounts of(Construct scope) {
        return new TrustedAccounts(Stacks.knownAccount(scope), ContextLists.of(scope, CONTEXT));
    }

    /**
     * Checks the accounts of resources that loaded definitions name, as far as they are known.
     *
     * @throws IllegalArgumentException when a resource is in an account that is not trusted
     */
    static void require(Construct scope, IEmrProfile profile, IClusterConfiguration configuration) {
        if (profile instanceof Stacks.Imported || configuration instanceof Stacks.Imported) {
            of(scope).require(profile, configuration);
        }
    }

    private void require(IEmrProfile profile, IClusterConfiguration configuration) {
        // Roles are in the account where clusters are launched. TrustedRoles has checked them.
        String roles = Arns.account(profile.getDefinition().roles().serviceRole());
        String known = account == null ? roles : account;
        LaunchSecrets secrets = LaunchSecrets.of(profile.getDefinition(), configuration.getDefinition());
        if (profile instanceof Stacks.Imported) {
            require(profile.getNode().getPath(), "the secret", secrets.kerberosAttributes(), known);
        }
        if (configuration instanceof Stacks.Imported) {
            String path = configuration.getNode().getPath();
            secrets.configurations().values().forEach(arn -> require(path, "the secret", arn, known));
            artifacts(configuration).forEach(artifact -> require(path, "the key", artifact.encryptionKey(), known));
        }
    }

    private void require(String path, String what, @Nullable String arn, @Nullable String known) {
        String found = arn == null ? null : Arns.account(arn);
        if (found != null && known != null && !found.equals(known) && !others.contains(found)) {
            throw new IllegalArgumentException(
                    ("The stored definition %s names %s %s of another account than %s. If this is intended, add the account to the context key "
                                    + "'%s'")
                            .formatted(path, what, arn, known, CONTEXT));
        }
    }

    /** Returns the accounts of resources that a definition may name; empty for all accounts, if the app itself names them. */
    static List<String> of(Construct scope, IConstruct definition) {
        if (!(definition instanceof Stacks.Imported)) {
            return List.of();
        }
        List<String> accounts = new ArrayList<>(List.of(Aws.ACCOUNT_ID));
        accounts.addAll(ContextLists.of(scope, CONTEXT));
        return accounts;
    }

    private static List<Artifact> artifacts(IClusterConfiguration configuration) {
        List<Artifact> artifacts = configuration.getDefinition().configurationArtifacts();
        return artifacts == null ? List.of() : artifacts;
    }
}
