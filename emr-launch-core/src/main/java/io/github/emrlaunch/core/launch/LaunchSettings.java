package io.github.emrlaunch.core.launch;

import io.github.emrlaunch.core.internal.MachineNames;
import io.github.emrlaunch.core.internal.StackFunctions;
import io.github.emrlaunch.core.notification.Notifications;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.EmrLaunchFunctionDefinition;
import io.github.emrlaunch.definitions.LaunchRequest;
import io.github.emrlaunch.definitions.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.lambda.IFunction;
import software.amazon.awscdk.services.stepfunctions.LogLevel;

/** The settings of a launch function. */
record LaunchSettings(
        DefinitionName name,
        @Nullable String description,
        LaunchRequest request,
        @Nullable IFunction overrideFunction,
        Notifications notifications,
        boolean waitForClusterStart,
        int startTimeoutSeconds,
        boolean cleanUp,
        LogLevel logLevel,
        StackFunctions stack) {
    /** Returns the settings with these inherited tags. */
    LaunchSettings withInheritedTags(List<Tag> tags) {
        return new LaunchSettings(
                name,
                description,
                request.withInheritedTags(tags),
                overrideFunction,
                notifications,
                waitForClusterStart,
                startTimeoutSeconds,
                cleanUp,
                logLevel,
                stack);
    }

    String stateMachineName() {
        return stateMachineName(name);
    }

    static String stateMachineName(DefinitionName name) {
        return EmrLaunchFunctionDefinition.stateMachineName(name);
    }

    String functionName() {
        return MachineNames.function(stateMachineName());
    }
}
