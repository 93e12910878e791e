package io.github.emrlaunch.core.launch;

import io.github.emrlaunch.core.internal.Arns;
import io.github.emrlaunch.core.internal.CdkNag;
import io.github.emrlaunch.core.internal.DefinitionParameter;
import io.github.emrlaunch.core.internal.EmrPermissions;
import io.github.emrlaunch.core.internal.JavaFunction;
import io.github.emrlaunch.core.internal.Policies;
import io.github.emrlaunch.core.internal.Tokens;
import io.github.emrlaunch.core.profile.IEmrProfile;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.LaunchSecrets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.constructs.Construct;

/** The Lambda functions that belong to one launch function, each with what it needs and nothing else. */
final class LaunchFunctions {
    private static final String PACKAGE = "io.github.emrlaunch.lambdas.";

    private LaunchFunctions() {}

    /** Reads the profile and the cluster configuration of this launch function, and no other parameter. */
    static JavaFunction loader(Construct scope, LaunchSettings settings) {
        return create(
                scope,
                "Loader",
                "LoadClusterConfigurationHandler",
                "loads the cluster configuration of a launch",
                List.of(
                        Policies.allow(
                                List.of("ssm:GetParameter"),
                                DefinitionParameter.arns(
                                                DefinitionType.EMR_PROFILE,
                                                settings.request().emrProfile())
                                        .get(0),
                                DefinitionParameter.arns(
                                                DefinitionType.CLUSTER_CONFIGURATION,
                                                settings.request().clusterConfiguration())
                                        .get(0)),
                        EmrPermissions.list()),
                settings);
    }

    /** Reads the secrets of this launch function's clusters, and calls RunJobFlow with them. */
    static JavaFunction launcher(
            Construct scope, LaunchSettings settings, IEmrProfile profile, Collection<ISecret> secrets) {
        List<Map<String, Object>> statements = new ArrayList<>(EmrPermissions.runJobFlow(profile.getDefinition()));
        statements.add(EmrPermissions.describe());
        statements.add(EmrPermissions.list());
        statements.addAll(loadedSecrets(settings.request().secrets()));
        JavaFunction launcher = create(
                scope, "Launcher", "LaunchClusterHandler", "launches a cluster that has secrets", statements, settings);
        secrets.forEach(secret -> secret.grantRead(launcher.role()));
        return launcher;
    }

    /**
     * Of a secret that a loaded definition names, neither the key is known nor whether its ARN is complete: a name may end as an
     * ARN does.
     */
    private static List<Map<String, Object>> loadedSecrets(LaunchSecrets secrets) {
        List<String> arns = new ArrayList<>(secrets.configurations().values());
        if (secrets.kerberosAttributes() != null) {
            arns.add(secrets.kerberosAttributes());
        }
        List<Map<String, Object>> statements = new ArrayList<>();
        for (String arn : arns) {
            if (!Tokens.isUnresolved(arn)) {
                statements.add(Policies.allow(List.of("secretsmanager:GetSecretValue"), arn, arn + "-??????"));
                Map<String, Object> encrypted = new LinkedHashMap<>();
                encrypted.put("kms:ViaService", "secretsmanager.%s.amazonaws.com".formatted(Aws.REGION));
                encrypted.put("kms:EncryptionContext:SecretARN", List.of(arn, arn + "-??????"));
                Map<String, Object> decrypt = Policies.allow(List.of("kms:Decrypt"), Arns.regional("kms", "key/*"));
                decrypt.put("Condition", Map.of("StringLike", encrypted));
                statements.add(decrypt);
            }
        }
        return statements;
    }

    private static JavaFunction create(
            Construct scope,
            String id,
            String handler,
            String description,
            List<Map<String, Object>> statements,
            LaunchSettings settings) {
        JavaFunction function = JavaFunction.create(
                scope,
                id,
                new JavaFunction.Props(
                        PACKAGE + handler,
                        description,
                        Duration.minutes(1),
                        statements,
                        settings.logs().retention(),
                        settings.logs().tracing(),
                        true));
        List<Map<String, Object>> findings = new ArrayList<>(EmrPermissions.FINDINGS);
        findings.add(CdkNag.rule(
                "AwsSolutions-IAM5",
                "Resource::arn:.*:kms:.*:key/\\*",
                "The key of a loaded secret isn't known; the secret itself is, and the key's use is bound to it"));
        CdkNag.suppress(function.role(), findings);
        return function;
    }
}
