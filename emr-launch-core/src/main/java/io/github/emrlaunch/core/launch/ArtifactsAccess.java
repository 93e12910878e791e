package io.github.emrlaunch.core.launch;

import io.github.emrlaunch.core.internal.Arns;
import io.github.emrlaunch.core.internal.CdkNag;
import io.github.emrlaunch.core.internal.Policies;
import io.github.emrlaunch.core.profile.EmrProfile;
import io.github.emrlaunch.core.profile.IEmrProfile;
import io.github.emrlaunch.definitions.ClusterConfigurationDefinition;
import io.github.emrlaunch.definitions.ClusterConfigurationDefinition.Artifact;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awscdk.Annotations;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.Policy;
import software.constructs.Construct;
import software.constructs.IConstruct;

/**
 * Lets the instances of a launch function's clusters read what their cluster configuration is made of, and nothing else. The
 * policy belongs to the launch function, wherever the role is defined.
 */
final class ArtifactsAccess {
    private static final Map<String, Object> ANY_FILE_OF_THE_CODE = CdkNag.rule(
            "AwsSolutions-IAM5",
            "Resource::arn:.*:s3:::.+\\*",
            "Code is a folder: which of its files a job reads is not known here");

    private ArtifactsAccess() {}

    static void grant(
            Construct launchFunction,
            String stateMachineName,
            IEmrProfile profile,
            ClusterConfigurationDefinition configuration) {
        List<Artifact> artifacts = configuration.configurationArtifacts();
        if (artifacts == null || artifacts.isEmpty()) {
            return;
        }
        IRole instanceRole = profile.getInstanceRole();
        if (isKept(profile) || isImmutable(instanceRole)) {
            Annotations.of(launchFunction)
                    .addWarningV2("@emr-launch/core:artifactsNotGranted", warning(profile, artifacts));
            return;
        }
        Policy policy = Policy.Builder.create(launchFunction, "ReadArtifacts")
                // Stacks share the role: a name of the CDK's making may be that of another stack's policy, and replace
                // it.
                .policyName("EmrLaunch-%s-ReadArtifacts".formatted(stateMachineName))
                .document(Policies.document(statements(artifacts)))
                .build();
        CdkNag.suppress(policy, List.of(ANY_FILE_OF_THE_CODE));
        instanceRole.attachInlinePolicy(policy);
    }

    /** Whether whoever defined the profile keeps other apps from changing its role. */
    private static boolean isKept(IEmrProfile profile) {
        return !(profile instanceof EmrProfile)
                && !Boolean.TRUE.equals(profile.getDefinition().mutableInstanceRole());
    }

    /**
     * Asked to change an imported role that mustn't be changed, or one of another account, the CDK does nothing and says that it
     * did. It keeps the role that could be changed beside such a role, under this name.
     */
    private static boolean isImmutable(IRole role) {
        IConstruct scope = role.getNode().getScope();
        return scope != null
                && scope.getNode().tryFindChild("MutableRole" + role.getNode().getId()) != null;
    }

    private static String warning(IEmrProfile profile, List<Artifact> artifacts) {
        return "The instance role of EMR profile '%s' can't be changed by this app: allow it "
                        .formatted(profile.getDefinition().definitionName())
                + "s3:GetObject on %s, or bootstrap actions and jobs will not find their code"
                        .formatted(artifacts.stream()
                                .map(artifact -> "s3://%s/%s".formatted(artifact.bucket(), artifact.path()))
                                .collect(Collectors.joining(", ")));
    }

    private static List<Map<String, Object>> statements(List<Artifact> artifacts) {
        List<Map<String, Object>> statements = new ArrayList<>();
        for (Artifact artifact : artifacts) {
            statements.add(Policies.allow(
                    List.of("s3:GetObject"), Arns.shared("s3", artifact.bucket() + "/" + artifact.path())));
            if (artifact.path().endsWith("*")) {
                statements.add(list(artifact));
            }
        }
        return statements;
    }

    /** A folder is read by listing it. */
    private static Map<String, Object> list(Artifact artifact) {
        Map<String, Object> statement =
                new LinkedHashMap<>(Policies.allow(List.of("s3:ListBucket"), Arns.shared("s3", artifact.bucket())));
        String folder = artifact.path().replaceAll("/?\\*$", "");
        List<String> prefixes = folder.isEmpty() ? List.of("*") : List.of(folder, folder + "/*");
        statement.put("Condition", Map.of("StringLike", Map.of("s3:prefix", prefixes)));
        return statement;
    }
}
