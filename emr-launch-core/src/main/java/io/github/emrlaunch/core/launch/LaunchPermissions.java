package io.github.emrlaunch.core.launch;

import io.github.emrlaunch.core.cluster.IClusterConfiguration;
import io.github.emrlaunch.core.internal.Arns;
import io.github.emrlaunch.core.internal.CdkNag;
import io.github.emrlaunch.core.internal.EmrPermissions;
import io.github.emrlaunch.core.internal.KeyAccess;
import io.github.emrlaunch.core.internal.Policies;
import io.github.emrlaunch.core.internal.Tokens;
import io.github.emrlaunch.core.profile.IEmrProfile;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionParts;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.LaunchSecrets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.constructs.Construct;

/** The permissions of the Lambda function of a launch function, as statements of its role. */
final class LaunchPermissions {
    /** The context key that restricts the function's tagging to new clusters. */
    static final String TAG_ONLY_NEW_CLUSTERS_CONTEXT = "emr-launch:tag-only-new-clusters";

    /** The cdk-nag findings about wildcards in the statements. */
    static final List<Map<String, Object>> FINDINGS = findings();

    private LaunchPermissions() {}

    static List<Map<String, Object>> of(
            Construct scope, LaunchSettings settings, IEmrProfile profile, IClusterConfiguration configuration) {
        String executions = Arns.regional("states", "execution:%s:*".formatted(settings.stateMachineName()));
        List<Map<String, Object>> statements = new ArrayList<>();
        statements.add(Policies.allow(
                List.of("ssm:GetParameters"),
                parameters(settings.request().emrProfile(), settings.request().clusterConfiguration())));
        statements.add(Policies.allow(List.of("states:GetExecutionHistory"), executions));
        statements.addAll(EmrPermissions.runJobFlow(
                profile.getDefinition(), executions, settings.stack().isSet(TAG_ONLY_NEW_CLUSTERS_CONTEXT)));
        statements.addAll(LaunchStepRoles.of(
                        configuration.getDefinition(), settings.request().allowedOverrides())
                .statements());
        statements.add(EmrPermissions.list());
        statements.add(EmrPermissions.describeClustersOf(executions));
        if (settings.cleanUp()) {
            statements.add(EmrPermissions.terminateClustersOf(executions));
        }
        statements.addAll(
                secrets(scope, settings.request().secrets(), secrets(profile, configuration), profile, configuration));
        return statements;
    }

    private static List<Map<String, Object>> findings() {
        List<Map<String, Object>> findings = new ArrayList<>(EmrPermissions.FINDINGS);
        findings.add(CdkNag.rule(
                "AwsSolutions-IAM5",
                "Resource::arn:.*:states:.*:execution:.*:\\*",
                "The executions of one state machine, whose names are not known in advance"));
        findings.add(CdkNag.rule(
                "AwsSolutions-IAM5",
                "Resource::arn:.*:kms:.*:key/\\*",
                "The key of a loaded secret is not known. Its use is restricted to the secret, which is known"));
        findings.add(
                CdkNag.rule(
                        "AwsSolutions-IAM5",
                        "Resource::arn:.*:log-stream:\\*/.*\\[\\*",
                        "The log streams of one function. Lambda derives their names from the day, the function and its version"));
        return List.copyOf(findings);
    }

    /** Returns the ARNs of the heads and the parts of both definitions, which a launch reads in one call. */
    private static String[] parameters(DefinitionName profile, DefinitionName configuration) {
        List<String> names = new ArrayList<>(DefinitionParts.names(DefinitionType.EMR_PROFILE, profile));
        names.addAll(DefinitionParts.names(DefinitionType.CLUSTER_CONFIGURATION, configuration));
        return names.stream()
                .map(name -> Arns.regional("ssm", "parameter" + name))
                .toArray(String[]::new);
    }

    /** Returns the secrets that are constructs of this app. A definition has only the ARNs of others. */
    private static Collection<ISecret> secrets(IEmrProfile profile, IClusterConfiguration configuration) {
        List<ISecret> secrets =
                new ArrayList<>(configuration.getSecretConfigurations().values());
        if (profile.getKerberosAttributes() != null) {
            secrets.add(profile.getKerberosAttributes());
        }
        return secrets;
    }

    private static List<Map<String, Object>> secrets(
            Construct scope,
            LaunchSecrets stored,
            Collection<ISecret> known,
            IEmrProfile profile,
            IClusterConfiguration configuration) {
        List<Map<String, Object>> statements = new ArrayList<>();
        Map<String, List<String>> accountsByArn = new LinkedHashMap<>();
        stored.configurations()
                .values()
                .forEach(arn -> accountsByArn.put(arn, TrustedAccounts.of(scope, configuration)));
        if (stored.kerberosAttributes() != null) {
            accountsByArn.put(stored.kerberosAttributes(), TrustedAccounts.of(scope, profile));
        }
        for (ISecret secret : known) {
            List<String> accounts = accountsByArn.remove(secret.getSecretArn());
            String complete = secret.getSecretFullArn();
            statements.addAll(secret(
                    List.of(complete == null ? secret.getSecretArn() + "-??????" : complete),
                    secret.getEncryptionKey(),
                    accounts == null ? List.of() : accounts));
        }
        // It is unknown whether such an ARN is complete: a name can end like the suffix of an ARN.
        accountsByArn.forEach(
                (arn, accounts) -> statements.addAll(secret(List.of(arn, arn + "-??????"), null, accounts)));
        return statements;
    }

    /** @param accounts the accounts that may own the secret; empty for any account if the app itself names the secret */
    private static List<Map<String, Object>> secret(List<String> arns, @Nullable IKey key, List<String> accounts) {
        Map<String, Object> ofAccounts =
                accounts.isEmpty() ? Map.of() : Map.of("StringEquals", Map.of("aws:ResourceAccount", accounts));
        List<Map<String, Object>> statements = new ArrayList<>();
        Map<String, Object> read =
                Policies.allow(List.of("secretsmanager:GetSecretValue"), arns.toArray(String[]::new));
        if (!ofAccounts.isEmpty()) {
            read.put("Condition", ofAccounts);
        }
        statements.add(read);
        // A secret that this app creates without a key uses the AWS managed key, which needs no statement.
        if (key != null || !Tokens.isUnresolved(arns.get(0))) {
            Map<String, Object> encrypted = new LinkedHashMap<>();
            encrypted.put("kms:ViaService", "secretsmanager.%s.%s".formatted(Aws.REGION, Aws.URL_SUFFIX));
            encrypted.put("kms:EncryptionContext:SecretARN", arns);
            Map<String, Object> decrypt = key == null
                    ? Policies.allow(List.of("kms:Decrypt"), Arns.regional("kms", "key/*"))
                    : KeyAccess.statement(key, List.of("kms:Decrypt"));
            Map<String, Object> conditions = new LinkedHashMap<>();
            conditions.put("StringLike", encrypted);
            if (decrypt.get("Condition") instanceof Map<?, ?> ofAlias) {
                ofAlias.forEach((operator, values) -> conditions.put(String.valueOf(operator), values));
            }
            decrypt.put("Condition", conditions);
            statements.add(decrypt);
        }
        return statements;
    }
}
