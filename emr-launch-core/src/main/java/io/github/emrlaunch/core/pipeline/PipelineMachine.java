package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.function.FunctionSettings;
import io.github.emrlaunch.core.internal.CdkNag;
import io.github.emrlaunch.core.internal.CleanUp;
import io.github.emrlaunch.core.internal.DefinitionParameter;
import io.github.emrlaunch.core.internal.KeyAccess;
import io.github.emrlaunch.core.internal.NotificationAccess;
import io.github.emrlaunch.core.internal.OwnStateMachine;
import io.github.emrlaunch.core.internal.Policies;
import io.github.emrlaunch.core.internal.StackParameters;
import io.github.emrlaunch.core.internal.StateMachineLogs;
import io.github.emrlaunch.core.profile.IEmrProfile;
import io.github.emrlaunch.definitions.ExecutionEnd.Kind;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.PipelineCluster;
import io.github.emrlaunch.definitions.PipelineDefinition;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.CfnRole;
import software.amazon.awscdk.services.stepfunctions.CfnStateMachine;
import software.amazon.awscdk.services.stepfunctions.IStateMachine;
import software.amazon.awscdk.services.stepfunctions.LogLevel;
import software.constructs.Construct;

/** The state machine of a pipeline with its role and logs, in the pipeline's construct. */
final class PipelineMachine {
    private static final List<Map<String, Object>> FINDINGS = List.of(
            CdkNag.rule(
                    "AwsSolutions-IAM5",
                    "Resource::\\*",
                    "Step Functions delivers logs and traces by services that do not support resource-level permissions, as"
                            + " ListClusters doesn't"),
            CdkNag.rule(
                    "AwsSolutions-IAM5",
                    "Resource::arn:.*:elasticmapreduce:.*:cluster/\\*",
                    "The id of a cluster is not known in advance. The tag of the launch function is required,"
                            + " if there is one"),
            CdkNag.rule(
                    "AwsSolutions-IAM5",
                    "Resource::arn:.*:states:.*:execution:.*",
                    "The executions of one launch function, whose names are not known in advance"),
            KeyAccess.FINDING,
            CdkNag.rule(
                    "AwsSolutions-IAM5",
                    "Action::kms:GenerateDataKey\\*",
                    "SNS requests a data key with either of two operations"));

    private final Construct scope;
    private final PipelineSettings settings;
    private final String arn;
    private final PipelineDefinition stored;
    private @Nullable IStateMachine stateMachine;

    /**
     * Creates the resources.
     *
     * @param logs the log group from {@link #logs}
     * @param definition in the Amazon States Language
     * @param statements the statements of the role, without those for notifications and logs
     * @param profile the profile of the clusters, or null if it is not known
     * @param cluster the clusters as stored in the definition
     */
    PipelineMachine(
            Construct scope,
            PipelineSettings settings,
            StateMachineLogs logs,
            String definition,
            List<Map<String, Object>> statements,
            @Nullable IEmrProfile profile,
            PipelineCluster cluster) {
        this.scope = scope;
        this.settings = settings;
        settings.steps().forEach(step -> StepCode.deploy(scope, step, profile));
        List<Map<String, Object>> all = new ArrayList<>(statements);
        all.addAll(NotificationAccess.statements(settings.notifications()));
        all.addAll(logs.statements());
        CfnRole role = Policies.role(
                scope, "Role", "states.amazonaws.com", "RunPipeline", List.copyOf(new LinkedHashSet<>(all)), FINDINGS);
        StackParameters.requireNoSecret(scope, "The state machine", definition);
        CfnStateMachine machine = CfnStateMachine.Builder.create(scope, "StateMachine")
                .stateMachineName(settings.machineName())
                // Strings of users may hold tokens, which only the CDK can quote.
                .definitionString(Stack.of(scope).toJsonString(Json.parse(definition)))
                .roleArn(role.getAttrArn())
                .loggingConfiguration(logs.configuration())
                .tracingConfiguration(CfnStateMachine.TracingConfigurationProperty.builder()
                        .enabled(logs.tracing())
                        .build())
                .build();
        CdkNag.suppressAtFirst(
                machine, logs.findings("A pipeline waits for EMR most of the time, and its history shows the reason"));
        NotificationAccess.explain(scope, settings.notifications());
        scope.getNode().setDefaultChild(machine);
        arn = machine.getRef();
        stored = PipelineDocument.of(settings, cluster, arn);
        DefinitionParameter.store(scope, "Definition", stored);
    }

    /** Creates the log group of a pipeline, in the pipeline's construct. */
    static StateMachineLogs logs(Construct scope, PipelineSettings settings) {
        return StateMachineLogs.create(scope, settings.machineName(), LogLevel.ERROR, FunctionSettings.of(scope));
    }

    /** Returns the state machine for the clean-up, which notifies of executions that cannot notify themselves. */
    CleanUp.Machine ending() {
        return new CleanUp.Machine(
                settings.machineName(), arn, Kind.PIPELINE, settings.name().toString(), settings.notifications());
    }

    PipelineDefinition definition() {
        return stored;
    }

    /**
     * Returns the state machine as a construct. It is created at the first request, because it requires calls across a process boundary.
     */
    IStateMachine stateMachine() {
        if (stateMachine == null) {
            stateMachine = OwnStateMachine.of(scope, "PipelineStateMachine", arn);
        }
        return stateMachine;
    }
}
