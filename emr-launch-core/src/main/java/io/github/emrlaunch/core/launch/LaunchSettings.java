package io.github.emrlaunch.core.launch;

import io.github.emrlaunch.core.internal.Digests;
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
    private static final int MAX_FUNCTION_NAME = 64;

    /** Too many for two names to meet, by chance or on purpose. */
    private static final int DIGITS = 16;

    /** The same for clusters that inherit these tags. */
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

    /**
     * The name of the Lambda function: that of the state machine, or what Lambda allows of it with a digest.
     *
     * @see <a href="https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html">CreateFunction, FunctionName</a>
     */
    String functionName() {
        String machine = stateMachineName();
        String prefix = "emr-launch-";
        if (machine.matches("[A-Za-z0-9_-]+") && prefix.length() + machine.length() <= MAX_FUNCTION_NAME) {
            return prefix + machine;
        }
        String digest = "-" + Digests.of(machine, DIGITS);
        String start = machine.replace('.', '-');
        int length = MAX_FUNCTION_NAME - prefix.length() - digest.length();
        return prefix + start.substring(0, Math.min(start.length(), length)) + digest;
    }
}
