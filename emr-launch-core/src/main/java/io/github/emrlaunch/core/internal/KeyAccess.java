package io.github.emrlaunch.core.internal;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.kms.Alias;
import software.amazon.awscdk.services.kms.IKey;
import software.constructs.Construct;

/**
 * Access of a cluster's roles to KMS keys.
 *
 * <p>If a key is imported by its alias, only the alias is known, and an alias cannot be the resource of a statement for using a key.
 * The statement then allows all keys of its account and region that have this alias.
 *
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/services-emr.html">How EMR uses AWS KMS</a>
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html">Use aliases to control access to
 *     KMS keys</a>
 */
public final class KeyAccess {
    private static final String ALIAS = ":alias/";

    /** The suppression of the wildcard in the resource of a key that is imported by its alias. */
    public static final Map<String, Object> FINDING = CdkNag.rule(
            "AwsSolutions-IAM5",
            "Resource::arn:.*:kms:.*:key/\\*",
            "Only the key with the alias by which it was imported. Its id is not known");

    private KeyAccess() {}

    /** Grants permission to encrypt and decrypt with data keys, which EMRFS and LUKS require. */
    public static void allowDataKeys(Construct scope, IKey key, IRole role) {
        allow(scope, key, role, "kms:Decrypt", "kms:GenerateDataKey");
    }

    /** Grants permission for a key of which only the ARN is known, which may be that of an alias. */
    public static void allowDataKeys(String keyArn, IRole role) {
        RolePolicies.add(
                role,
                keyArn,
                PolicyStatement.fromJson(statement(keyArn, List.of("kms:Decrypt", "kms:GenerateDataKey"))),
                List.of(FINDING));
    }

    /**
     * Returns the ARN of a key. For an alias that the app creates it is that of its key; for an imported alias only that of the alias is
     * known.
     */
    public static String arn(IKey key) {
        return key instanceof Alias alias ? alias.getAliasTargetKey().getKeyArn() : key.getKeyArn();
    }

    /**
     * Returns a key for a service that does not accept an alias.
     *
     * @throws IllegalArgumentException when it is imported by its alias, because its ARN is unknown
     */
    public static IKey requireKey(String property, @Nullable IKey key) {
        IKey known = Validation.required(property, key);
        if (isAlias(arn(known))) {
            throw new IllegalArgumentException(
                    "'%s' must be a key whose ARN is known, as from Key.fromKeyArn or Key.fromLookup: EMR Serverless accepts no alias, got: %s"
                            .formatted(property, arn(known)));
        }
        return known;
    }

    /** Returns a statement that allows actions with a key. */
    public static Map<String, Object> statement(IKey key, List<String> actions) {
        return statement(arn(key), actions);
    }

    /** Returns a statement for a key of which only the ARN is known. KMS supports an alias only as a condition. */
    static Map<String, Object> statement(String keyArn, List<String> actions) {
        if (!isAlias(keyArn)) {
            return Policies.allow(actions, keyArn);
        }
        // The keys of the account and region of the alias, which may differ from those of the stack.
        Map<String, Object> statement = Policies.allow(actions, keyArn.substring(0, keyArn.indexOf(ALIAS)) + ":key/*");
        statement.put("Condition", aliasCondition(keyArn));
        return statement;
    }

    private static Map<String, Object> aliasCondition(String aliasArn) {
        return Map.of(
                "ForAnyValue:StringEquals",
                Map.of("kms:ResourceAliases", aliasArn.substring(aliasArn.indexOf(ALIAS) + 1)));
    }

    /** Grants a role with access to a bucket permission to use the bucket's key, if the key is an alias, which the CDK does not cover. */
    public static void allowDataKeysOfAlias(IKey key, IRole role) {
        if (isAlias(arn(key))) {
            allowDataKeys(arn(key), role);
        }
    }

    /** Grants permission to decrypt. */
    public static void allowDecrypt(Construct scope, IKey key, IRole role) {
        allow(scope, key, role, "kms:Decrypt");
    }

    /**
     * Grants permission to create encrypted volumes, as EBS requires.
     *
     * @see <a href="https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption-requirements.html">Requirements for EBS
     *     encryption</a>
     */
    public static void allowVolumes(Construct scope, IKey key, IRole role) {
        allow(
                scope,
                key,
                role,
                "kms:Decrypt",
                "kms:DescribeKey",
                "kms:GenerateDataKeyWithoutPlaintext",
                "kms:ReEncryptFrom",
                "kms:ReEncryptTo");
        // A grant is persistent: only AWS services may receive one.
        PolicyStatement grants = PolicyStatement.fromJson(statement(key, List.of("kms:CreateGrant")));
        grants.addCondition("Bool", Map.of("kms:GrantIsForAWSResource", true));
        RolePolicies.add(role, key instanceof Alias alias ? alias.getAliasTargetKey() : key, grants, List.of(FINDING));
    }

    /** Allows an AWS service to use a key in the key's policy. If the policy cannot be changed, a warning lists the permissions to add. */
    public static void allowService(Construct scope, IKey key, String service, List<String> actions) {
        IKey target = key instanceof Alias alias ? alias.getAliasTargetKey() : key;
        boolean allowed = target.addToResourcePolicy(PolicyStatement.Builder.create()
                        .principals(List.of(new ServicePrincipal(service)))
                        .actions(actions)
                        .resources(List.of("*"))
                        .build())
                .getStatementAdded();
        if (!allowed) {
            Warnings.add(
                    scope,
                    "keyPolicyNotChanged",
                    "The policy of the key %s can't be changed here: it must allow %s to the service %s"
                            .formatted(key.getKeyArn(), actions, service));
        }
    }

    private static void allow(Construct scope, IKey key, IRole role, String... actions) {
        warnOfAnotherAccount(scope, key, role, List.of(actions));
        PolicyStatement statement = PolicyStatement.fromJson(statement(key, List.of(actions)));
        IKey target = key instanceof Alias alias ? alias.getAliasTargetKey() : key;
        // For an alias that was imported by name, the CDK grants nothing. For one that was imported by ARN, its
        // statement has no effect.
        if (isAlias(arn(key)) || RolePolicies.isOfAnotherStack(role, target)) {
            RolePolicies.add(role, target, statement, List.of(FINDING));
            return;
        }
        key.grant(role, actions);
        CdkNag.suppressInPolicyOf(role, List.of());
    }

    /** Across accounts, both sides must allow access. */
    static void warnOfAnotherAccount(Construct scope, IKey key, IRole role, List<String> actions) {
        if (RolePolicies.isOfAnotherAccount(role, key) && !RolePolicies.isDefinedHere(key)) {
            Warnings.add(
                    scope,
                    "keyPolicyNotChanged",
                    "The policy of the key %s can't be changed here: it must allow %s to the role %s"
                            .formatted(key.getKeyArn(), actions, role.getRoleArn()));
        }
    }

    /** Returns whether an ARN is that of an alias, not of a key. */
    public static boolean isAlias(String keyArn) {
        return keyArn.contains(ALIAS);
    }
}
