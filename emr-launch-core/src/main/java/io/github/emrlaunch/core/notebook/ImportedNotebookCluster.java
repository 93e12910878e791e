package io.github.emrlaunch.core.notebook;

import io.github.emrlaunch.core.internal.Arns;
import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.launch.IEmrLaunchFunction;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.EmrLaunchFunctionDefinition;
import io.github.emrlaunch.definitions.PipelineDefinition;
import software.amazon.awscdk.Resource;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.amazon.awscdk.services.stepfunctions.IStateMachine;
import software.amazon.awscdk.services.stepfunctions.StateMachine;
import software.constructs.Construct;

/** A notebook cluster that another app deploys in the account and region of the importing stack. */
final class ImportedNotebookCluster extends Resource implements INotebookCluster {
    private final DefinitionName name;
    private final IStateMachine stateMachine;
    private final IEmrLaunchFunction launchFunction;

    ImportedNotebookCluster(Construct scope, String id, DefinitionName name) {
        super(scope, id);
        this.name = name;
        this.stateMachine = StateMachine.fromStateMachineArn(
                this,
                "StateMachine",
                Arns.regional(
                        "states", "stateMachine:" + PipelineDefinition.stateMachineName(NotebookRules.pipeline(name))));
        this.launchFunction = EmrLaunchFunction.fromStateMachineArn(
                this,
                "LaunchFunction",
                Arns.regional("states", "stateMachine:" + EmrLaunchFunctionDefinition.stateMachineName(name)),
                name.namespace());
    }

    @Override
    public IStateMachine getStateMachine() {
        return stateMachine;
    }

    @Override
    public IEmrLaunchFunction getLaunchFunction() {
        return launchFunction;
    }

    @Override
    public ISecret getPasswordSecret(String user) {
        String id = "Password-" + NotebookUsers.requireName(user);
        return getNode().tryFindChild(id) instanceof ISecret imported
                ? imported
                : Secret.fromSecretNameV2(this, id, NotebookUsers.secretName(name, user));
    }
}
