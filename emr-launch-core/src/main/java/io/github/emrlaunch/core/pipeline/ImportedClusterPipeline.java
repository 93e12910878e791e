package io.github.emrlaunch.core.pipeline;

import io.github.emrlaunch.core.internal.MachineNames;
import io.github.emrlaunch.core.internal.Validation;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.PipelineDefinition;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Resource;
import software.amazon.awscdk.ResourceProps;
import software.amazon.awscdk.services.stepfunctions.IStateMachine;
import software.amazon.awscdk.services.stepfunctions.StateMachine;
import software.constructs.Construct;

/** A pipeline that is imported by the ARN of its state machine. Its definition is read when it is first requested. */
final class ImportedClusterPipeline extends Resource implements IClusterPipeline {
    private final DefinitionName name;
    private final IStateMachine stateMachine;
    private @Nullable IClusterPipeline stored;

    private ImportedClusterPipeline(Construct scope, String id, DefinitionName name, String stateMachineArn) {
        super(
                scope,
                id,
                ResourceProps.builder().environmentFromArn(stateMachineArn).build());
        this.name = name;
        this.stateMachine = StateMachine.fromStateMachineArn(this, "StateMachine", stateMachineArn);
    }

    /** @param namespace null for the part between the first two underscores of the state machine's name */
    static IClusterPipeline of(Construct scope, String id, String stateMachineArn, @Nullable String namespace) {
        return Validation.at(
                scope,
                id,
                () -> new ImportedClusterPipeline(scope, id, name(stateMachineArn, namespace), stateMachineArn));
    }

    private static DefinitionName name(String stateMachineArn, @Nullable String namespace) {
        String machine = MachineNames.of(stateMachineArn);
        return PipelineDefinition.nameOf(machine, namespace)
                .orElseThrow(() -> new IllegalArgumentException(
                        "'stateMachineArn' must end with pipeline_NAMESPACE_NAME, the name of a pipeline's state machine%s, got: %s"
                                .formatted(
                                        namespace == null ? "" : " in namespace '%s'".formatted(namespace),
                                        stateMachineArn)));
    }

    @Override
    public String getPipelineName() {
        return name.name();
    }

    @Override
    public String getNamespace() {
        return name.namespace();
    }

    @Override
    public IStateMachine getStateMachine() {
        return stateMachine;
    }

    @Override
    public PipelineDefinition getDefinition() {
        if (stored == null) {
            stored = StoredClusterPipeline.load(this, "Stored", name.name(), name.namespace());
        }
        return stored.getDefinition();
    }
}
