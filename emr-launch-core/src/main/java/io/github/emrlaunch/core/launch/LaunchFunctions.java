package io.github.emrlaunch.core.launch;

import io.github.emrlaunch.core.internal.CdkNag;
import io.github.emrlaunch.core.internal.DefinitionParameter;
import io.github.emrlaunch.core.internal.JavaFunction;
import io.github.emrlaunch.core.internal.Policies;
import io.github.emrlaunch.core.profile.IEmrProfile;
import io.github.emrlaunch.definitions.DefinitionType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
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
                                DefinitionParameter.arn(
                                        DefinitionType.EMR_PROFILE,
                                        settings.request().emrProfile()),
                                DefinitionParameter.arn(
                                        DefinitionType.CLUSTER_CONFIGURATION,
                                        settings.request().clusterConfiguration())),
                        EmrPermissions.list()),
                settings);
    }

    /** Reads the secrets of this launch function's clusters, and calls RunJobFlow with them. */
    static JavaFunction launcher(
            Construct scope, LaunchSettings settings, IEmrProfile profile, Collection<ISecret> secrets) {
        List<Map<String, Object>> statements = new ArrayList<>(EmrPermissions.runJobFlow(profile.getDefinition()));
        statements.add(EmrPermissions.describe());
        statements.add(EmrPermissions.list());
        JavaFunction launcher = create(
                scope, "Launcher", "LaunchClusterHandler", "launches a cluster that has secrets", statements, settings);
        secrets.forEach(secret -> secret.grantRead(launcher.role()));
        return launcher;
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
                        settings.logRetention(),
                        settings.tracing(),
                        true));
        CdkNag.suppress(function.role(), EmrPermissions.FINDINGS);
        return function;
    }
}
