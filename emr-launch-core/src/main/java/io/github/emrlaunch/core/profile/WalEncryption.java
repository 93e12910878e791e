package io.github.emrlaunch.core.profile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.Arns;
import io.github.emrlaunch.core.internal.CdkNag;
import io.github.emrlaunch.core.internal.KeyAccess;
import io.github.emrlaunch.core.internal.Policies;
import io.github.emrlaunch.core.internal.RolePolicies;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.kms.IKey;
import software.constructs.Construct;

/**
 * The encryption of the write-ahead logs that HBase stores in EMR's WAL service. EMR 6.15 and later. The instance role
 * is allowed to use that service. A cluster uses it if its cluster configuration sets {@code hbase.emr.wal.enabled} in
 * the classification {@code hbase}.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ReleaseGuide/emr-hbase-wal.html">Write-ahead logs</a>
 * @see <a href="https://docs.aws.amazon.com/emr/latest/ManagementGuide/encryption-at-rest-kms.html">Encryption at rest using a customer KMS
 *     key for the EMR WAL service</a>
 */
public final class WalEncryption {
    private static final String SERVICE = "emrwal.amazonaws.com";

    /**
     * The permissions that HBase needs, see
     * <a href="https://docs.aws.amazon.com/emr/latest/ReleaseGuide/emr-hbase-wal-permissions.html">Required
     * permissions</a> (2026-11-28).
     */
    private static final List<String> ACTIONS = List.of(
            "emrwal:AppendEdit",
            "emrwal:ArchiveWAL",
            "emrwal:ArchiveWALCheckPoint",
            "emrwal:CompleteWalFlush",
            "emrwal:CreateWal",
            "emrwal:CreateWorkspace",
            "emrwal:DeleteWal",
            "emrwal:DescribeWAL",
            "emrwal:GetCurrentWalTime",
            "emrwal:ListWALs",
            "emrwal:ReplayEdits",
            "emrwal:TrimWAL");

    private static final List<Map<String, Object>> FINDINGS = List.of(
            CdkNag.rule(
                    "AwsSolutions-IAM5",
                    "Resource::\\*",
                    "EMR's guide names no resources for the actions of its WAL service"),
            CdkNag.rule(
                    "AwsSolutions-IAM5",
                    "Resource::arn:.*/AWSServiceRoleForEMRWAL\\*",
                    "One role of the WAL service, whose path has the service's domain, which differs by partition"));

    private final @Nullable IKey key;

    private WalEncryption(@Nullable IKey key) {
        this.key = key;
    }

    /** Encrypts with keys of the WAL service. */
    public static WalEncryption emrManaged() {
        return new WalEncryption(null);
    }

    /**
     * Encrypts with a KMS key. The instance role and the service are granted {@code kms:Decrypt} and
     * {@code kms:GenerateDataKey} on it. The policy of an imported key must allow this already. The key cannot be
     * changed for existing logs.
     *
     * @param key a symmetric key in the cluster's region
     * @throws IllegalArgumentException if the key is missing
     */
    public static WalEncryption kms(IKey key) {
        return new WalEncryption(Validation.required("key", key));
    }

    /** Returns the {@code EMRWALEncryptionConfiguration} of EMR. */
    ObjectNode toJson() {
        ObjectNode json = Json.object();
        return key == null ? json : json.put("AwsKmsKey", KeyAccess.arn(key));
    }

    void grantTo(Construct scope, IRole instanceRole) {
        RolePolicies.add(instanceRole, instanceRole, PolicyStatement.fromJson(Policies.allow(ACTIONS, "*")), FINDINGS);
        RolePolicies.add(
                instanceRole,
                instanceRole,
                PolicyStatement.fromJson(Policies.allowIfLike(
                        List.of("iam:CreateServiceLinkedRole"),
                        Arns.global("iam", "role/aws-service-role/emrwal.amazonaws.com*/AWSServiceRoleForEMRWAL*"),
                        "iam:AWSServiceName",
                        "emrwal.amazonaws.com*")),
                FINDINGS);
        if (key != null) {
            KeyAccess.allowDataKeys(scope, key, instanceRole);
            KeyAccess.allowService(scope, key, SERVICE, List.of("kms:Decrypt", "kms:GenerateDataKey*"));
        }
    }
}
