package io.github.emrlaunch.core.profile;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.core.internal.Arns;
import io.github.emrlaunch.core.internal.BucketAccess;
import io.github.emrlaunch.core.internal.KeyAccess;
import io.github.emrlaunch.core.internal.Policies;
import io.github.emrlaunch.core.internal.RolePolicies;
import io.github.emrlaunch.core.internal.S3Path;
import io.github.emrlaunch.core.internal.SecretAccess;
import io.github.emrlaunch.core.internal.Tokens;
import io.github.emrlaunch.definitions.EmrProfileDefinition;
import io.github.emrlaunch.definitions.KeyArn;
import java.util.List;
import java.util.Optional;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.s3.IBucket;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.constructs.Construct;

/**
 * Adds permissions to the instance role of a profile, in the app that defines the profile or in an app that loads it.
 */
final class Authorizations {
    private final Construct scope;
    private final IRole instanceRole;
    private final EmrProfileDefinition definition;

    private Authorizations(Construct scope, IEmrProfile profile) {
        this.scope = scope;
        this.instanceRole = profile.getInstanceRole();
        this.definition = profile.getDefinition();
    }

    /**
     * Starts an authorization.
     *
     * @throws UnsupportedOperationException if the profile was stored with an instance role that other apps may not
     *     change
     */
    static Authorizations of(IEmrProfile profile) {
        if (profile instanceof StoredEmrProfile stored) {
            stored.requireMutableInstanceRole();
        }
        return new Authorizations((Construct) profile, profile);
    }

    void read(IBucket bucket, String objectsKeyPattern) {
        new BucketAccess(scope).allowRead(bucket, S3Path.requirePattern(objectsKeyPattern), instanceRole);
    }

    void readAndWrite(IBucket bucket, String objectsKeyPattern) {
        new BucketAccess(scope).allowWriteAndDelete(bucket, S3Path.requirePattern(objectsKeyPattern), instanceRole);
    }

    void decrypt(IKey key) {
        KeyAccess.allowDecrypt(scope, key, instanceRole);
    }

    void encrypt(IKey key) {
        KeyAccess.allowDataKeys(scope, key, instanceRole);
    }

    void read(ISecret secret) {
        SecretAccess.allowRead(scope, secret, instanceRole);
    }

    void useAccessGrants() {
        RolePolicies.add(
                instanceRole,
                instanceRole,
                PolicyStatement.fromJson(Policies.allow(
                        List.of("s3:GetDataAccess", "s3:GetAccessGrantsInstanceForPrefix"),
                        Arns.regional("s3", "access-grants/default"))));
    }

    void assume(IRole role) {
        if (definition.runtimeRoles().equals(Optional.of(false))) {
            throw new UnsupportedOperationException(
                    "The profile '%s' has no runtime roles: build it with runtimeRoles(RuntimeRoles.of(…))"
                            .formatted(definition.definitionName()));
        }
        new AssumableRoles(scope, instanceRole)
                .add(
                        role,
                        AssumableRoles.forSteps(RuntimeRoles.propagatesSourceIdentity(definition.iamConfiguration())));
        List<String> keys = definition.s3EncryptionConfiguration() == null
                ? List.of()
                : definition.s3EncryptionConfiguration().findValues("AwsKmsKey").stream()
                        .map(JsonNode::textValue)
                        .distinct()
                        .toList();
        keys.forEach(key -> {
            if (!Tokens.isUnresolved(key)) {
                requireKey(key);
            }
            KeyAccess.allowDataKeys(key, role);
        });
    }

    /** Checks the key of a loaded profile, since the stored document may have been changed. */
    private void requireKey(String arn) {
        try {
            KeyArn.require(arn);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'S3EncryptionConfiguration' of the profile '%s': 'AwsKmsKey' %s"
                            .formatted(definition.definitionName(), e.getMessage()),
                    e);
        }
    }
}
