package io.github.emrlaunch.core.internal;

import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.definitions.ClusterConfigurationDefinition.Artifact;
import io.github.emrlaunch.definitions.DefinitionName;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.Policy;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.constructs.Construct;

/**
 * Access of a role to the code of its clusters or steps. The policy belongs to the construct that owns the
 * code, wherever the role is defined.
 */
public final class ArtifactAccess {
    private static final Map<String, Object> FINDING = CdkNag.rule(
            "AwsSolutions-IAM5",
            "Resource::arn:.*:s3:::.+\\*",
            "Code is a folder, and the files that a job reads are not known");

    private final Construct owner;
    private final String id;
    private final String policyName;
    private final Reader reader;
    private @Nullable Policy policy;

    /**
     * The role that reads the code.
     *
     * @param role the role
     * @param isMutable whether the app that defines it allows other apps to change it
     * @param name the name in warnings, such as {@code The instance role of EMR profile 'default/etl'}
     */
    public record Reader(IRole role, boolean isMutable, String name) {
        /** Returns the reader for the instances of a profile's clusters. */
        public static Reader ofInstances(DefinitionName profile, IRole instanceRole, boolean isMutable) {
            return new Reader(instanceRole, isMutable, "The instance role of EMR profile '%s'".formatted(profile));
        }
    }

    /**
     * Creates access without permissions.
     *
     * @param owner the construct that owns the code; it gets a warning if the role cannot be changed
     * @param id the id of the policy under the owner
     * @param policyName the policy's name, unique among all stacks, because they share roles: a name that the CDK generates may be that of
     * another stack's
     *     policy, and replace it
     */
    public ArtifactAccess(Construct owner, String id, String policyName, Reader reader) {
        this.owner = owner;
        this.id = id;
        this.policyName = policyName;
        this.reader = reader;
    }

    /** Grants permission to read more artifacts, and to decrypt them if their bucket has a customer managed key. */
    public void allow(List<Artifact> artifacts) {
        allow(artifacts, List.of());
    }

    /**
     * Grants permission to read artifacts in buckets of some accounts only.
     *
     * @param accounts the ids of the accounts; empty for any
     */
    public void allow(List<Artifact> artifacts, List<String> accounts) {
        if (artifacts.isEmpty()) {
            return;
        }
        if (!reader.isMutable || RolePolicies.isImmutable(reader.role)) {
            Warnings.add(owner, "artifactsNotGranted", warning(artifacts));
            return;
        }
        warnOfKeysOfAnotherAccount(artifacts);
        List<Map<String, Object>> statements = statements(artifacts, accounts);
        if (policy == null) {
            Stacks.useReferences(owner, reader.name, TextNode.valueOf(reader.role.getRoleName()));
            policy = Policy.Builder.create(owner, id)
                    .policyName(policyName)
                    .document(Policies.document(statements))
                    .build();
            CdkNag.suppress(policy, List.of(FINDING, KeyAccess.FINDING));
            reader.role.attachInlinePolicy(policy);
        } else {
            policy.addStatements(
                    statements.stream().map(PolicyStatement::fromJson).toArray(PolicyStatement[]::new));
        }
    }

    /** Across accounts, both sides must allow access. */
    private void warnOfKeysOfAnotherAccount(List<Artifact> artifacts) {
        artifacts.stream()
                .map(Artifact::encryptionKey)
                .flatMap(Stream::ofNullable)
                .distinct()
                .filter(key -> !Tokens.isUnresolved(key))
                .filter(key -> isOfAnotherAccount(key, Stack.of(owner).getAccount()))
                .forEach(key -> Warnings.add(
                        owner,
                        "keyPolicyNotChanged",
                        "The policy of the key %s can't be changed here: it must allow [kms:Decrypt] to the role %s"
                                .formatted(key, reader.role.getRoleArn())));
    }

    private static boolean isOfAnotherAccount(String arn, String account) {
        String found = Arns.account(arn);
        return found != null && !Tokens.isUnresolved(account) && !found.equals(account);
    }

    private String warning(List<Artifact> artifacts) {
        return "%s can't be changed by this app: allow it ".formatted(reader.name)
                + "s3:GetObject on %s, or bootstrap actions and jobs will not find their code"
                        .formatted(artifacts.stream()
                                .map(artifact -> "s3://%s/%s".formatted(artifact.bucket(), artifact.path()))
                                .collect(Collectors.joining(", ")));
    }

    private static List<Map<String, Object>> statements(List<Artifact> artifacts, List<String> accounts) {
        // Several folders of a bucket share one key.
        Set<Map<String, Object>> statements = new LinkedHashSet<>();
        for (Artifact artifact : artifacts) {
            Map<String, Object> read = Policies.allow(
                    List.of("s3:GetObject"), Arns.shared("s3", artifact.bucket() + "/" + artifact.path()));
            statements.add(within(accounts, read, Map.of()));
            if (artifact.path().endsWith("*")) {
                statements.add(list(artifact, accounts));
            }
            if (artifact.encryptionKey() != null) {
                Map<String, Object> decrypt = KeyAccess.statement(artifact.encryptionKey(), List.of("kms:Decrypt"));
                statements.add(within(accounts, decrypt, Map.of()));
            }
        }
        return List.copyOf(statements);
    }

    /** Returns the statement for listing a folder, which is required to read it. */
    private static Map<String, Object> list(Artifact artifact, List<String> accounts) {
        return within(
                accounts,
                Policies.allow(List.of("s3:ListBucket"), Arns.shared("s3", artifact.bucket())),
                BucketAccess.prefixes(artifact.path()));
    }

    /**
     * Returns a statement with conditions, including one that restricts the account of the bucket or key.
     *
     * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html">Global condition keys,
     *     aws:ResourceAccount</a>
     */
    private static Map<String, Object> within(
            List<String> accounts, Map<String, Object> statement, Map<String, Object> conditions) {
        Map<String, Object> all = new LinkedHashMap<>(conditions);
        if (statement.get("Condition") instanceof Map<?, ?> own) {
            own.forEach((operator, values) -> all.put(String.valueOf(operator), values));
        }
        if (!accounts.isEmpty()) {
            all.put("StringEquals", Map.of("aws:ResourceAccount", accounts));
        }
        Map<String, Object> bound = new LinkedHashMap<>(statement);
        if (!all.isEmpty()) {
            bound.put("Condition", all);
        }
        return bound;
    }
}
