package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.internal.Arns;
import io.github.emrlaunch.core.internal.MachineNames;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.core.launch.IEmrLaunchFunction;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.EmrLaunchFunctionDefinition;
import io.github.emrlaunch.definitions.Tag;
import java.util.List;
import java.util.Objects;

/**
 * The executions of a launch function.
 *
 * @param name the launch function's name
 * @param stateMachineArn the ARN of its state machine
 * @param arns the prefix of the ARNs of its executions
 * @param waits whether an execution waits until its cluster has started
 * @param clusterName the name of the clusters, for executions whose output does not have it
 */
record LaunchExecutions(DefinitionName name, String stateMachineArn, String arns, boolean waits, String clusterName) {
    /** The tag of clusters that aws-emr-launch for Python launches. */
    private static final Tag LAUNCHED_BY_PYTHON = new Tag("deployment:product:name", "aws-emr-launch");

    static LaunchExecutions of(IEmrLaunchFunction launchFunction) {
        Validation.required("launchFunction", launchFunction);
        DefinitionName name = new DefinitionName(launchFunction.getNamespace(), launchFunction.getLaunchFunctionName());
        if (!launchFunction.isDefinitionKnown()) {
            String arn = launchFunction.getStateMachine().getStateMachineArn();
            return new LaunchExecutions(name, arn, MachineNames.executions(arn), true, name.name());
        }
        EmrLaunchFunctionDefinition definition = launchFunction.getDefinition();
        return new LaunchExecutions(
                name,
                definition.stateMachine(),
                Arns.regional("states", "execution:%s_%s:".formatted(name.namespace(), name.name())),
                !Boolean.FALSE.equals(definition.waitForClusterStart()),
                Objects.requireNonNullElse(
                        definition.clusterName(),
                        definition.clusterConfiguration().name()));
    }

    /** Returns the ARN of an execution, whose name may have wildcards. */
    String arn(String execution) {
        return arns + execution;
    }

    /**
     * Returns the tag by which policies identify the clusters of a launch function. Its value may have wildcards. For this library it is
     * the launch's
     * execution. A launch function that aws-emr-launch for Python deployed does not set that tag, so the tag is that of all clusters of
     * that
     * library.
     *
     * @throws IllegalArgumentException when neither library has deployed the launch function
     */
    static Tag tag(IEmrLaunchFunction launchFunction) {
        return tag(launchFunction, "*");
    }

    /** Returns the tag of clusters of executions whose names match a pattern. */
    static Tag tag(IEmrLaunchFunction launchFunction, String names) {
        LaunchExecutions executions = of(launchFunction);
        List<Tag> tags = launchFunction.isDefinitionKnown()
                ? Objects.requireNonNullElse(launchFunction.getDefinition().clusterTags(), List.<Tag>of())
                : List.of();
        if (!launchFunction.isDefinitionKnown()
                || tags.stream().anyMatch(tag -> tag.key().equals(Tag.FUNCTION_KEY))) {
            return new Tag(Tag.EXECUTION_KEY, executions.arn(names));
        }
        if (tags.contains(LAUNCHED_BY_PYTHON)) {
            return LAUNCHED_BY_PYTHON;
        }
        throw new IllegalArgumentException(
                ("The clusters of launch function '%s' have neither the tag %s nor %s=%s, which the permissions of a pipeline need to"
                                + " use and to terminate them: deploy the launch function again with this library, or use"
                                + " EmrCluster.anyAtPath in your own state machine, which allows all clusters")
                        .formatted(
                                executions.name(),
                                Tag.FUNCTION_KEY,
                                LAUNCHED_BY_PYTHON.key(),
                                LAUNCHED_BY_PYTHON.value()));
    }
}
