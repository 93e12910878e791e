package io.github.emrlaunch.core.profile;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.core.internal.BucketAccess;
import io.github.emrlaunch.core.internal.GivenNumbers;
import io.github.emrlaunch.core.internal.Warnings;
import io.github.emrlaunch.definitions.EmrProfileDefinition;
import io.github.emrlaunch.definitions.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.constructs.Construct;

/** A security configuration that is generated from the properties of a profile's builder. */
record GeneratedSecurity(
        S3Encryption s3,
        @Nullable LocalDiskEncryption localDisks,
        @Nullable InTransitEncryption inTransit,
        @Nullable KerberosAuthentication kerberos,
        List<EmrFsRoleMapping> emrFsRoleMappings,
        @Nullable RuntimeRoles runtimeRoles,
        @Nullable String lakeFormationSessionTag,
        @Nullable IdentityCenter identityCenter,
        @Nullable WalEncryption wal,
        @Nullable ObjectNode instanceMetadata)
        implements SecuritySettings {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int MAX_HOPS = 64;
    private static final String KEY = "AwsKmsKey";

    GeneratedSecurity {
        if (runtimeRoles != null && inTransit == null) {
            throw new IllegalArgumentException(
                    "'runtimeRoles' requires 'inTransitEncryption', which is missing: the credentials of the roles travel "
                            + "between nodes");
        }
        if (lakeFormationSessionTag != null && (runtimeRoles == null || inTransit == null)) {
            throw new IllegalArgumentException(
                    "'lakeFormationSessionTag' requires 'runtimeRoles' and 'inTransitEncryption': Lake Formation authorizes "
                            + "the role that a step runs as");
        }
        if (lakeFormationSessionTag != null && lakeFormationSessionTag.isEmpty()) {
            throw new IllegalArgumentException(
                    "'lakeFormationSessionTag' must be the session tag value that Lake Formation's application "
                            + "integration settings allow, such as Amazon EMR; got an empty one");
        }
        if (identityCenter != null && inTransit == null) {
            throw new IllegalArgumentException(
                    "'identityCenter' requires 'inTransitEncryption', which is missing: EMR propagates identities only "
                            + "between nodes that encrypt their traffic");
        }
        requireDifferentProviders(s3, localDisks);
    }

    private static void requireDifferentProviders(S3Encryption s3, @Nullable LocalDiskEncryption localDisks) {
        ProviderJar diskProvider = localDisks == null ? null : localDisks.provider();
        for (ProviderJar provider : s3.providers()) {
            if (diskProvider != null && diskProvider.className().equals(provider.className())) {
                throw new IllegalArgumentException(
                        "'s3Encryption' and 'localDiskEncryption' name the same class, %s: EMR requires a separate class for each"
                                .formatted(provider.className()));
            }
        }
    }

    @Override
    public Map<String, Object> securityConfiguration() {
        ObjectNode json = Json.object();
        json.set("EncryptionConfiguration", encryption());
        ObjectNode authentication = authentication();
        if (!authentication.isEmpty()) {
            json.set("AuthenticationConfiguration", authentication);
        }
        ObjectNode authorization = authorization();
        if (!authorization.isEmpty()) {
            json.set("AuthorizationConfiguration", authorization);
        }
        if (instanceMetadata != null) {
            json.set("InstanceMetadataServiceConfiguration", instanceMetadata);
        }
        return MAPPER.convertValue(json, new TypeReference<>() {});
    }

    private ObjectNode encryption() {
        ObjectNode json = Json.object().put("EnableInTransitEncryption", inTransit != null);
        if (inTransit != null) {
            json.set("InTransitEncryptionConfiguration", inTransit.toJson());
        }
        json.put("EnableAtRestEncryption", true);
        ObjectNode atRest = json.putObject("AtRestEncryptionConfiguration");
        atRest.set("S3EncryptionConfiguration", s3.toJson());
        if (localDisks != null) {
            atRest.set("LocalDiskEncryptionConfiguration", localDisks.toJson());
        }
        if (wal != null) {
            json.set("EMRWALEncryptionConfiguration", wal.toJson());
        }
        return json;
    }

    private ObjectNode authentication() {
        ObjectNode json = Json.object();
        if (kerberos != null) {
            json.set("KerberosConfiguration", kerberos.toJson());
        }
        if (identityCenter != null) {
            json.set("IdentityCenterConfiguration", identityCenter.toJson());
        }
        return json;
    }

    /**
     * Returns the {@code InstanceMetadataServiceConfiguration} of EMR, or null if the profile does not restrict
     * instance metadata. EMR's guide lists the releases that support this member. It is omitted if it has no effect, so
     * that the profile works with any release.
     *
     * @param hopLimit the hop limit; null if it is not set
     */
    static @Nullable ObjectNode instanceMetadata(boolean requireImdsv2, @Nullable Number hopLimit) {
        if (hopLimit != null
                && GivenNumbers.isOutside(GivenNumbers.whole("httpPutResponseHopLimit", hopLimit), 1, MAX_HOPS)) {
            throw new IllegalArgumentException(
                    "'httpPutResponseHopLimit' must be 1 to %d, got: %s".formatted(MAX_HOPS, hopLimit));
        }
        return !requireImdsv2 && hopLimit == null
                ? null
                : Json.object()
                        .put("MinimumInstanceMetadataServiceVersion", requireImdsv2 ? 2 : 1)
                        .set("HttpPutResponseHopLimit", Json.of(hopLimit == null ? 1 : hopLimit));
    }

    private ObjectNode authorization() {
        ObjectNode json = Json.object();
        if (runtimeRoles != null) {
            json.set("IAMConfiguration", runtimeRoles.toJson());
        }
        if (!emrFsRoleMappings.isEmpty()) {
            json.set("EmrFsConfiguration", emrFs());
        }
        if (lakeFormationSessionTag != null) {
            json.set("LakeFormationConfiguration", lakeFormation(lakeFormationSessionTag));
        }
        return json;
    }

    private ObjectNode emrFs() {
        ObjectNode json = Json.object();
        ArrayNode mappings = json.putArray("RoleMappings");
        emrFsRoleMappings.forEach(mapping -> mappings.add(mapping.toJson()));
        return json;
    }

    private static ObjectNode lakeFormation(String sessionTag) {
        return Json.object().put("AuthorizedSessionTagValue", sessionTag);
    }

    @Override
    public void describe(EmrProfileDefinition.Builder definition) {
        definition
                .s3EncryptionConfiguration(s3.toJson())
                .localDiskEncryptionConfiguration(localDisks == null ? null : localDisks.toJson())
                .tlsCertificateConfiguration(inTransit == null ? null : inTransit.toJson())
                .kerberosConfiguration(kerberos == null ? null : kerberos.toJson())
                .kerberosAttributesSecret(
                        kerberos == null ? null : kerberos.attributes().getSecretArn())
                .emrFsConfiguration(emrFsRoleMappings.isEmpty() ? null : emrFs())
                .lakeFormationConfiguration(
                        lakeFormationSessionTag == null ? null : lakeFormation(lakeFormationSessionTag))
                .iamConfiguration(runtimeRoles == null ? null : runtimeRoles.toJson())
                .identityCenterConfiguration(identityCenter == null ? null : identityCenter.toJson())
                .walEncryptionConfiguration(wal == null ? null : wal.toJson())
                .instanceMetadataServiceConfiguration(instanceMetadata);
    }

    @Override
    public void grantTo(Construct scope, IRole serviceRole, IRole instanceRole) {
        encryption().findValuesAsText(KEY).stream()
                .flatMap(key -> SecurityConfigurationShape.ofKey(KEY, key).stream())
                .distinct()
                .forEach(warning -> Warnings.add(scope, warning.id(), warning.message()));
        AssumableRoles assumable = new AssumableRoles(scope, instanceRole);
        emrFsRoleMappings.forEach(mapping -> assumable.add(mapping.role(), AssumableRoles.FOR_EMRFS));
        if (runtimeRoles != null) {
            List<String> actions =
                    AssumableRoles.forSteps(RuntimeRoles.propagatesSourceIdentity(runtimeRoles.toJson()));
            runtimeRoles.roles().forEach(role -> assumable.add(role, actions));
        }
        if (identityCenter != null) {
            assumable.add(identityCenter.role(), AssumableRoles.FOR_IDENTITY_CENTER);
        }
        s3.grantTo(scope, instanceRole, roles());
        if (wal != null) {
            wal.grantTo(scope, instanceRole);
        }
        if (localDisks != null) {
            localDisks.grantTo(scope, serviceRole, instanceRole);
        }
        if (inTransit != null) {
            inTransit.grantTo(instanceRole, new BucketAccess(scope));
        }
    }

    @Override
    public @Nullable ISecret kerberosAttributes() {
        return kerberos == null ? null : kerberos.attributes();
    }

    @Override
    public List<IRole> roles() {
        List<IRole> roles = new ArrayList<>();
        emrFsRoleMappings.forEach(mapping -> roles.add(mapping.role()));
        if (runtimeRoles != null) {
            roles.addAll(runtimeRoles.roles());
        }
        if (identityCenter != null) {
            roles.add(identityCenter.role());
        }
        return roles;
    }
}
