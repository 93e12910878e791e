package io.github.emrlaunch.core.serverless;

import io.github.emrlaunch.core.cluster.EmrConfiguration;
import io.github.emrlaunch.core.notification.Notifications;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.OverrideRule;
import io.github.emrlaunch.definitions.ServerlessJobFunctionDefinition;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.stepfunctions.LogLevel;

/** The settings of a job function, checked. */
record JobFunctionSettings(
        DefinitionName name,
        @Nullable String description,
        IServerlessApplication application,
        IRole jobRole,
        ServerlessJob job,
        Map<String, OverrideRule> overrides,
        List<EmrConfiguration> configurations,
        int timeoutMinutes,
        Notifications notifications,
        LogLevel logLevel) {
    String stateMachineName() {
        return ServerlessJobFunctionDefinition.stateMachineName(name);
    }
}
