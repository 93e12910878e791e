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
 * The accounts whose secrets, keys and buckets a loaded definition may name: this one, and those that the app trusts. What a loaded
 * definition names becomes a grant, so whoever may write its parameter must not be able to reach into another account.
 */
final class TrustedAccounts {
    /** The context key that holds the ids of further accounts: a list, or text with commas. */
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
     * Checks what loaded definitions name, as far as accounts are known.
     *
     * @throws IllegalArgumentException when it is of another account
     */
    static void require(Construct scope, IEmrProfile profile, IClusterConfiguration configuration) {
        if (profile instanceof Stacks.Imported || configuration instanceof Stacks.Imported) {
            of(scope).require(profile, configuration);
        }
    }

    private void require(IEmrProfile profile, IClusterConfiguration configuration) {
        // Roles are of the account where clusters are launched, and TrustedRoles has looked at them.
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
                    ("The stored definition %s names %s %s of another account than %s. If it is meant, add the account to the context key "
                                    + "'%s'")
                            .formatted(path, what, arn, known, CONTEXT));
        }
    }

    /** The accounts of what a definition may name; empty for all, since the app itself names them. */
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
