package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.code.EmrCode;
import io.github.emrlaunch.core.internal.ArtifactAccess;
import io.github.emrlaunch.core.internal.ArtifactAccess.Reader;
import io.github.emrlaunch.core.internal.CodeProtection;
import io.github.emrlaunch.core.profile.IEmrProfile;
import io.github.emrlaunch.definitions.ClusterConfigurationDefinition.Artifact;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Names;
import software.amazon.awscdk.UniqueResourceNameOptions;
import software.amazon.awscdk.services.iam.IRole;
import software.constructs.Construct;

/**
 * The code of the steps that a construct adds. It is deployed with the construct, and the roles of the steps may read it. Each role has one
 * policy,
 * regardless of the number of steps.
 */
final class StepCode extends Construct {
    private static final String ID = "EmrLaunch::StepCode";
    private static final int MAX_POLICY_NAME = 100;

    private final Map<String, ArtifactAccess> access = new HashMap<>();
    private final Map<String, Set<Artifact>> readable = new HashMap<>();

    private StepCode(Construct scope) {
        super(scope, ID);
    }

    /**
     * Deploys the code of a step.
     *
     * @param profile the profile of the clusters; null if it is not known, in which case only the runtime role of the step is allowed to
     * read its code
     */
    static void deploy(Construct scope, EmrStep step, @Nullable IEmrProfile profile) {
        StepText.warnOfPaths(scope, step);
        StepText.warnOfJar(scope, step);
        step.code().forEach(code -> {
            code.deploy(scope);
            Artifact artifact = code.artifact();
            CodeProtection.holds(scope, what(step), artifact.bucket(), artifact.path());
        });
        CodeProtection.runs(scope, what(step), StepUris.of(step));
        Reader reader = reader(step, profile);
        if (reader != null) {
            StepCode all =
                    scope.getNode().tryFindChild(ID) instanceof StepCode existing ? existing : new StepCode(scope);
            all.allow(step, reader);
        }
    }

    private static String what(EmrStep step) {
        return "step '%s'".formatted(step.name());
    }

    private static @Nullable Reader reader(EmrStep step, @Nullable IEmrProfile profile) {
        IRole role = step.executionRole();
        if (step.code().isEmpty()) {
            return null;
        }
        if (role != null) {
            return new Reader(role, true, "The runtime role of step '%s'".formatted(step.name()));
        }
        return profile == null
                ? null
                : Reader.ofInstances(
                        profile.getDefinition().definitionName(),
                        profile.getInstanceRole(),
                        profile.isInstanceRoleMutable());
    }

    private void allow(EmrStep step, Reader reader) {
        String address = reader.role().getNode().getAddr();
        ArtifactAccess ofRole = access.computeIfAbsent(address, unused -> {
            String id = access.isEmpty() ? "Read" : "Read" + address;
            return new ArtifactAccess(this, id, name(id), reader);
        });
        for (EmrCode code : step.code()) {
            Artifact artifact = code.artifact();
            if (readable.computeIfAbsent(address, unused -> new HashSet<>()).add(artifact)) {
                ofRole.allow(List.of(artifact));
            }
        }
    }

    private String name(String id) {
        return "EmrLaunch-%s-%s"
                .formatted(
                        Names.uniqueResourceName(
                                this,
                                UniqueResourceNameOptions.builder()
                                        .maxLength(MAX_POLICY_NAME - id.length())
                                        .build()),
                        id);
    }
}
