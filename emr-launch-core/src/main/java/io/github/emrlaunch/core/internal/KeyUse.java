package io.github.emrlaunch.core.internal;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.kms.IKey;

/**
 * The use of KMS keys that a cluster's roles need.
 *
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/services-emr.html">How EMR uses AWS KMS</a>
 */
public final class KeyUse {
    private KeyUse() {}

    /** Data keys to encrypt with, and what was encrypted back: EMRFS and LUKS ask for nothing else. */
    public static void allowDataKeys(IKey key, IRole role) {
        key.grant(role, "kms:Decrypt", "kms:GenerateDataKey");
    }

    /** Only to read what was encrypted. */
    public static void allowDecrypt(IKey key, IRole role) {
        key.grant(role, "kms:Decrypt");
    }

    /**
     * What EBS asks of whoever makes an encrypted volume.
     *
     * @see <a href="https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption-requirements.html">Requirements for EBS
     *     encryption</a>
     */
    public static void allowVolumes(IKey key, IRole role) {
        key.grant(
                role,
                "kms:Decrypt",
                "kms:DescribeKey",
                "kms:GenerateDataKeyWithoutPlaintext",
                "kms:ReEncryptFrom",
                "kms:ReEncryptTo");
        // A grant lasts beyond the call: only AWS services may be given one.
        role.addToPrincipalPolicy(PolicyStatement.Builder.create()
                .actions(List.of("kms:CreateGrant"))
                .resources(List.of(key.getKeyArn()))
                .conditions(Map.of("Bool", Map.of("kms:GrantIsForAWSResource", true)))
                .build());
    }
}
