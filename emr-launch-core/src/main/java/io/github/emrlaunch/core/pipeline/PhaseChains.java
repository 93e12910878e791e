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
 * The state machines of a pipeline's phases that are chains of the CDK, and the tasks that run them. The states of a pipeline are written in JSONata, among which
 * none in JSONPath may be, which is what most chains are written in.
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

    /** Tasks of state machines that are not there yet, for a check of the definition. */
    static PhaseChains unmade(PipelineSettings settings) {
        return new PhaseChains(settings, Map.of());
    }

    /** Makes the state machines in the pipeline's construct. They may take as long as the pipeline, and tell as much of their executions. */
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
                        machine, logs.findings("A phase waits most of the time, and its history shows for what"));
                CdkNag.suppressInPolicyOf(
                        machine.getRole(),
                        List.of(CdkNag.rule(
                                "AwsSolutions-IAM5",
                                "Resource::\\*",
                                "Step Functions delivers logs and traces by way of services that know no resources")));
                arns.put(phase.name(), machine.getStateMachineArn());
            }
        }
        return new PhaseChains(settings, arns);
    }

    /** The statements of the pipeline's role. It stops and describes executions that it has started, which are known by their names. */
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
     * The task of a phase. The name of its execution is made of that of the pipeline's: no second one starts, whoever asks again. What the execution's input says of
     * outputs, the chain does not get.
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
