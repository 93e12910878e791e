package io.github.emrlaunch.core.serverless;

import io.github.emrlaunch.core.cluster.EmrConfiguration;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.JobRunOverride;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.sns.ITopic;
import software.amazon.awscdk.services.stepfunctions.LogLevel;

/** What a job function was told by its builder. */
record JobFunctionSettings(
        DefinitionName name,
        @Nullable String description,
        IServerlessApplication application,
        IRole jobRole,
        ServerlessJob job,
        Map<String, JobRunOverride> overrides,
        List<EmrConfiguration> configurations,
        int timeoutMinutes,
        @Nullable ITopic successTopic,
        @Nullable ITopic failureTopic,
        LogLevel logLevel) {
    String stateMachineName() {
        return stateMachineName(name);
    }

    /** A launch function may have the same name. */
    static String stateMachineName(DefinitionName name) {
        return "serverless_%s_%s".formatted(name.namespace(), name.name());
    }
}
