package io.github.emrlaunch.core.pipeline;

import static io.github.emrlaunch.core.internal.states.Jsonata.expression;
import static io.github.emrlaunch.core.internal.states.Jsonata.quote;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.core.internal.CdkNag;
import io.github.emrlaunch.core.internal.StateMachineLogs;
import io.github.emrlaunch.core.internal.TaskCall;
import io.github.emrlaunch.core.internal.states.StateText;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.PipelineLaunch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Fn;
import software.amazon.awscdk.services.stepfunctions.DefinitionBody;
import software.amazon.awscdk.services.stepfunctions.StateMachine;
import software.constructs.Construct;

/**
 * The state machines of a pipeline's phases that are CDK chains, and the tasks that run them. The states of a pipeline use JSONata and
 * cannot contain states
 * in JSONPath, which most chains use.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html">Transforming data with JSONata</a>
 */
final class PhaseChains {
    private final PipelineSettings settings;
    private final Map<String, String> arns;

    private PhaseChains(PipelineSettings settings, Map<String, String> arns) {
        this.settings = settings;
        this.arns = arns;
    }

    /** Returns tasks without state machines, for a check of the definition. */
    static PhaseChains unmade(PipelineSettings settings) {
        return new PhaseChains(settings, Map.of());
    }

    /** Creates the state machines in the pipeline's construct, with the timeout and the log level of the pipeline. */
    static PhaseChains make(Construct scope, PipelineSettings settings, StateMachineLogs logs) {
        Map<String, String> arns = new LinkedHashMap<>();
        for (Phase phase : settings.phases()) {
            if (phase.work() instanceof PhaseWork.Chain work) {
                StateMachine machine = StateMachine.Builder.create(scope, "Phase " + phase.name())
                        .definitionBody(DefinitionBody.fromChainable(work.chain()))
                        .comment("Phase '%s' of pipeline %s".formatted(phase.name(), settings.name()))
                        .timeout(Duration.seconds(settings.timeoutSeconds()))
                        .logs(logs.options())
                        .tracingEnabled(logs.tracing())
                        .build();
                CdkNag.suppress(
                        machine, logs.findings("A phase waits most of the time, and its history shows the reason"));
                CdkNag.suppressInPolicyOf(
                        machine.getRole(),
                        List.of(
                                CdkNag.rule(
                                        "AwsSolutions-IAM5",
                                        "Resource::\\*",
                                        "Step Functions delivers logs and traces by services that do not support resource-level permissions")));
                arns.put(phase.name(), machine.getStateMachineArn());
            }
        }
        return new PhaseChains(settings, arns);
    }

    /**
     * Returns the statements of the pipeline's role. It may stop and describe the executions that it has started, which are identified by
     * their names.
     */
    List<Map<String, Object>> statements() {
        List<Map<String, Object>> statements = new ArrayList<>();
        arns.values()
                .forEach(arn -> statements.addAll(TaskCall.allowExecutions(
                        arn,
                        "%s:%s*"
                                .formatted(
                                        Fn.join(":execution:", Fn.split(":stateMachine:", arn)),
                                        PipelineLaunch.prefix(settings.machineName())))));
        return statements;
    }

    /**
     * Returns the task of a phase. The name of its execution is derived from that of the pipeline's execution, so that repeated calls start
     * only one. The chain does not
     * receive outputs that the execution's input contains.
     */
    StateText task(Phase phase) {
        String name =
                "'%s' & $hash($states.context.Execution.Id & %s & $string($states.context.Execution.RedriveCount), 'SHA-256')"
                        .formatted(
                                PipelineLaunch.prefix(settings.machineName()),
                                quote(TextNode.valueOf("/" + phase.name() + "/")));
        String outputs = PhaseOutputs.before(settings.phases(), phase).stream()
                .map(earlier -> ", $" + PhaseOutputs.variable(earlier))
                .collect(Collectors.joining());
        String input =
                "$merge([$states.context.Execution.Input, {'LaunchClusterResult': {'ClusterId': $clusterId}, 'PhaseOutputs': $merge([{}%s]), '%s': $states.context.Execution.Id}])"
                        .formatted(outputs, PipelineLaunch.STARTED_BY);
        ObjectNode arguments = Json.object()
                .put("StateMachineArn", arns.getOrDefault(phase.name(), ""))
                .put("Name", expression(name))
                .put("Input", expression(input));
        return StateText.task("states:startExecution.sync:2", arguments).timeoutSeconds(settings.timeoutSeconds());
    }
}
