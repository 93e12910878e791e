package io.github.emrlaunch.core.internal;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.kms.IKey;

/**
 * Access of a cluster's roles to KMS keys.
 *
 * <p>Of a key that is imported by its alias only the alias is known, and an alias is no resource of a statement that allows to use a key:
 * the statement allows all keys of the account that have this alias.
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
            "Only the key that has the alias by which it was imported; its id isn't known");

    private KeyAccess() {}

    /** Allows to encrypt and decrypt with data keys, which is all that EMRFS and LUKS require. */
    public static void allowDataKeys(IKey key, IRole role) {
        allow(key, role, "kms:Decrypt", "kms:GenerateDataKey");
    }

    /** The same for a key of which only the ARN is known, which may be that of an alias. */
    public static void allowDataKeys(String keyArn, IRole role) {
        add(statement(keyArn, "kms:Decrypt", "kms:GenerateDataKey"), Map.of(), role);
    }

    /** Allows actions with a key, as a statement of a policy. An alias is no resource of KMS, but a condition. */
    static Map<String, Object> statement(IKey key, List<String> actions) {
        String arn = key.getKeyArn();
        if (!isAlias(arn)) {
            return Policies.allow(actions, arn);
        }
        Map<String, Object> statement = Policies.allow(actions, Arns.regional("kms", "key/*"));
        statement.put("Condition", aliasCondition(arn));
        return statement;
    }

    private static Map<String, Object> aliasCondition(String aliasArn) {
        return Map.of(
                "ForAnyValue:StringEquals",
                Map.of("kms:ResourceAliases", aliasArn.substring(aliasArn.indexOf(ALIAS) + 1)));
    }

    /** Allows to decrypt. */
    public static void allowDecrypt(IKey key, IRole role) {
        allow(key, role, "kms:Decrypt");
    }

    /**
     * Allows to create encrypted volumes, as EBS requires.
     *
     * @see <a href="https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption-requirements.html">Requirements for EBS
     *     encryption</a>
     */
    public static void allowVolumes(IKey key, IRole role) {
        allow(
                key,
                role,
                "kms:Decrypt",
                "kms:DescribeKey",
                "kms:GenerateDataKeyWithoutPlaintext",
                "kms:ReEncryptFrom",
                "kms:ReEncryptTo");
        // A grant lasts beyond the call: only AWS services may be given one.
        add(
                statement(key.getKeyArn(), "kms:CreateGrant"),
                Map.of("Bool", Map.of("kms:GrantIsForAWSResource", true)),
                role);
    }

    private static void allow(IKey key, IRole role, String... actions) {
        // The CDK grants nothing on an imported alias, and on one of this app what it stands for.
        boolean granted = key.grant(role, actions).getSuccess();
        if (!granted && isAlias(key.getKeyArn())) {
            add(statement(key.getKeyArn(), actions), Map.of(), role);
        } else {
            CdkNag.suppressInPolicyOf(role, List.of());
        }
    }

    private static boolean isAlias(String keyArn) {
        return keyArn.contains(ALIAS);
    }

    private static PolicyStatement.Builder statement(String keyArn, String... actions) {
        PolicyStatement.Builder statement = PolicyStatement.Builder.create().actions(Arrays.asList(actions));
        return isAlias(keyArn)
                ? statement.resources(List.of(Arns.regional("kms", "key/*"))).conditions(aliasCondition(keyArn))
                : statement.resources(List.of(keyArn));
    }

    private static void add(PolicyStatement.Builder builder, Map<String, Object> condition, IRole role) {
        PolicyStatement statement = builder.build();
        condition.forEach(statement::addCondition);
        role.addToPrincipalPolicy(statement);
        CdkNag.suppressInPolicyOf(role, List.of(FINDING));
    }
}
