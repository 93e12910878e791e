package io.github.emrlaunch.core.launch;

import io.github.emrlaunch.core.internal.StateMachineLogs;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.LoadClusterConfigurationRequest;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.lambda.IFunction;
import software.amazon.awscdk.services.sns.ITopic;

/** What a launch function was told by its builder. */
record LaunchSettings(
        DefinitionName name,
        @Nullable String description,
        LoadClusterConfigurationRequest request,
        @Nullable IFunction overrideFunction,
        @Nullable ITopic successTopic,
        @Nullable ITopic failureTopic,
        boolean waitForClusterStart,
        int startTimeoutSeconds,
        boolean cleanUp,
        StateMachineLogs logs) {
    String stateMachineName() {
        return stateMachineName(name);
    }

    static String stateMachineName(DefinitionName name) {
        return name.namespace() + "_" + name.name();
    }
}
