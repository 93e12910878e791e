package io.github.emrlaunch.core.internal;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.constructs.Construct;

/**
 * Access of roles to secrets by policies of the roles alone: the policy of a secret's key does not have to name them.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html">Secret encryption and
 *     decryption</a>
 */
public final class SecretAccess {
    private static final Map<String, Object> FINDING = CdkNag.rule(
            "AwsSolutions-IAM5",
            "Resource::.*-\\?\\?\\?\\?\\?\\?",
            "One secret, whose ARN ends with six unknown characters");

    private SecretAccess() {}

    /**
     * Grants permission to read the value of a secret, and to decrypt it with its key.
     *
     * @param scope the construct that gets a warning if the policies of secret and key would have to be changed but cannot be
     */
    public static void allowRead(Construct scope, ISecret secret, IRole role) {
        if (RolePolicies.isOfAnotherAccount(role, secret) && !RolePolicies.isDefinedHere(secret)) {
            Warnings.add(
                    scope,
                    "secretPolicyNotChanged",
                    "The policy of the secret %s can't be changed here: it must allow [secretsmanager:GetSecretValue] to the role %s"
                            .formatted(secret.getSecretArn(), role.getRoleArn()));
        }
        String complete = secret.getSecretFullArn();
        RolePolicies.add(
                role,
                secret,
                PolicyStatement.fromJson(Policies.allow(
                        List.of("secretsmanager:GetSecretValue"),
                        complete == null ? secret.getSecretArn() + "-??????" : complete)),
                complete == null ? List.of(FINDING) : List.of());
        IKey key = secret.getEncryptionKey();
        if (key != null) {
            KeyAccess.warnOfAnotherAccount(scope, key, role, List.of("kms:Decrypt"));
            Map<String, Object> decrypt = KeyAccess.statement(key, List.of("kms:Decrypt"));
            PolicyStatement statement = PolicyStatement.fromJson(decrypt);
            statement.addCondition(
                    "StringEquals",
                    Map.of("kms:ViaService", "secretsmanager.%s.%s".formatted(Aws.REGION, Aws.URL_SUFFIX)));
            RolePolicies.add(role, key, statement, List.of(KeyAccess.FINDING));
        }
    }
}
