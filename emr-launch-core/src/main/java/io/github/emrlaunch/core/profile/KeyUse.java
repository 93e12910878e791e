package io.github.emrlaunch.core.profile;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Annotations;
import software.amazon.awscdk.services.iam.AddToPrincipalPolicyResult;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.kms.IKey;
import software.constructs.Construct;

/**
 * The use of KMS keys that a cluster's roles need.
 *
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/services-emr.html">How EMR uses AWS KMS</a>
 */
final class KeyUse {
    private final Construct scope;

    KeyUse(Construct scope) {
        this.scope = scope;
    }

    /** Data keys to encrypt with, and what was encrypted back: EMRFS and LUKS ask for nothing else. */
    void allowDataKeys(IKey key, IRole role) {
        warnUnless(key.grant(role, "kms:Decrypt", "kms:GenerateDataKey").getSuccess(), key, role);
    }

    /** Only to read what was encrypted. */
    void allowDecrypt(IKey key, IRole role) {
        warnUnless(key.grant(role, "kms:Decrypt").getSuccess(), key, role);
    }

    /**
     * What EBS asks of whoever makes an encrypted volume.
     *
     * @see <a href="https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption-requirements.html">Requirements for EBS
     *     encryption</a>
     */
    void allowVolumes(IKey key, IRole role) {
        boolean granted = key.grant(
                        role,
                        "kms:Decrypt",
                        "kms:DescribeKey",
                        "kms:GenerateDataKeyWithoutPlaintext",
                        "kms:ReEncryptFrom",
                        "kms:ReEncryptTo")
                .getSuccess();
        // A grant lasts beyond the call: only AWS services may be given one.
        AddToPrincipalPolicyResult grants = role.addToPrincipalPolicy(PolicyStatement.Builder.create()
                .actions(List.of("kms:CreateGrant"))
                .resources(List.of(key.getKeyArn()))
                .conditions(Map.of("Bool", Map.of("kms:GrantIsForAWSResource", true)))
                .build());
        warnUnless(granted && grants.getStatementAdded(), key, role);
    }

    private void warnUnless(boolean granted, IKey key, IRole role) {
        if (!granted) {
            Annotations.of(scope)
                    .addWarningV2(
                            "@emr-launch/core:keyUseNotGranted",
                            "Neither the policy of %s nor that of the key %s can be changed here: let the role use the key"
                                    .formatted(role.getRoleArn(), key.getKeyArn()));
        }
    }
}
