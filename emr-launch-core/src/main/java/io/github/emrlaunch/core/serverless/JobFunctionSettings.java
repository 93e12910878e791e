package io.github.emrlaunch.core.serverless;

import io.github.emrlaunch.core.notification.Notifications;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.OverrideRule;
import io.github.emrlaunch.definitions.ServerlessJobFunctionDefinition;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.stepfunctions.LogLevel;

/** The checked settings of a job function. */
record JobFunctionSettings(
        DefinitionName name,
        @Nullable String description,
        IServerlessApplication application,
        JobRunCall run,
        Map<String, OverrideRule> overrides,
        Notifications notifications,
        LogLevel logLevel) {
    ServerlessJob job() {
        return run.job();
    }

    String stateMachineName() {
        return ServerlessJobFunctionDefinition.stateMachineName(name);
    }
}
