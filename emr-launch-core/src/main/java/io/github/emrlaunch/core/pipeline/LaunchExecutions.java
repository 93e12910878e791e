package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.internal.Arns;
import io.github.emrlaunch.definitions.EmrLaunchFunctionDefinition;
import io.github.emrlaunch.definitions.Tag;
import java.util.List;

/** The executions of a launch function in the account and region of the stack, and the tag of their clusters. */
final class LaunchExecutions {
    /** The tag of clusters that aws-emr-launch for Python launches. */
    private static final Tag LAUNCHED_BY_PYTHON = new Tag("deployment:product:name", "aws-emr-launch");

    private LaunchExecutions() {}

    /** The ARN of an execution, whose name may have wildcards. */
    static String arn(EmrLaunchFunctionDefinition launchFunction, String execution) {
        return Arns.regional(
                "states",
                "execution:%s_%s:%s"
                        .formatted(launchFunction.namespace(), launchFunction.launchFunctionName(), execution));
    }

    /**
     * The tag by which a policy knows the clusters of a launch function; its value may have wildcards. It is the launch's execution; a
     * launch function that aws-emr-launch for Python deployed does not give that, so that its clusters are known as all those of that
     * library.
     *
     * @throws IllegalArgumentException when neither library has deployed the launch function
     */
    static Tag tag(EmrLaunchFunctionDefinition definition) {
        List<Tag> tags = definition.clusterTags() == null ? List.of() : definition.clusterTags();
        if (tags.stream().anyMatch(tag -> tag.key().equals(Tag.FUNCTION_KEY))) {
            return new Tag(Tag.EXECUTION_KEY, arn(definition, "*"));
        }
        if (tags.contains(LAUNCHED_BY_PYTHON)) {
            return LAUNCHED_BY_PYTHON;
        }
        throw new IllegalArgumentException(
                ("The clusters of launch function '%s' have neither the tag %s nor %s=%s, by which a pipeline may be allowed to"
                                + " use and to end them: deploy the launch function again with this library, or use"
                                + " EmrCluster.atPath in a state machine of your own, which allows all clusters")
                        .formatted(
                                definition.definitionName(),
                                Tag.FUNCTION_KEY,
                                LAUNCHED_BY_PYTHON.key(),
                                LAUNCHED_BY_PYTHON.value()));
    }
}
