package io.github.emrlaunch.examples.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.emrlaunch.core.launch.EmrLaunchFunction;
import io.github.emrlaunch.core.launch.IEmrLaunchFunction;
import io.github.emrlaunch.core.notebook.INotebookCluster;
import io.github.emrlaunch.core.notebook.NotebookCluster;
import io.github.emrlaunch.core.pipeline.EmrTasks;
import io.github.emrlaunch.core.serverless.IServerlessJobFunction;
import io.github.emrlaunch.core.serverless.ServerlessJobFunction;
import io.github.emrlaunch.core.serverless.ServerlessTasks;
import io.github.emrlaunch.core.store.StoredDefinitions;
import io.github.emrlaunch.definitions.DefinitionDirectory;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.EmrProfileDefinition;
import io.github.emrlaunch.definitions.StoredDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awscdk.services.iam.AccountRootPrincipal;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.stepfunctions.DefinitionBody;
import software.amazon.awscdk.services.stepfunctions.IChainable;
import software.amazon.awscdk.services.stepfunctions.StateMachine;

/** The blocks of {@code docs/definitions.md}. */
class DefinitionsPageTest {
    private static final Path STORED = Path.of("../emr-launch-definitions/src/test/resources/python-2.0.1");

    @TempDir
    Path folder;

    private final PageStack stack = new PageStack();

    @BeforeEach
    void store() throws IOException {
        DefinitionDirectory definitions = new DefinitionDirectory(folder);
        DefinitionDirectory stored = new DefinitionDirectory(STORED);
        stored.documents(DefinitionType.EMR_LAUNCH_FUNCTION).forEach(definitions::put);
        stored.documents(DefinitionType.EMR_PROFILE, DefinitionName.DEFAULT_NAMESPACE)
                .forEach(definitions::put);
        definitions.put(new StoredDocument<>(
                DefinitionType.SERVERLESS_JOB_FUNCTION,
                DefinitionName.parse("analytics/aggregate"),
                Files.readString(Path.of("src/test/resources/aggregate.json")),
                "aggregate.json"));
        stack.getNode().setContext(StoredDefinitions.DIRECTORY_CONTEXT, folder.toString());
    }

    @Test
    void usesStoredDefinitionsInAStack() {
        Role analysts = Role.Builder.create(stack, "Analysts")
                .assumedBy(new AccountRootPrincipal())
                .build();

        IEmrLaunchFunction basic = EmrLaunchFunction.fromStoredFunction(stack, "Basic", "launch-basic-cluster");
        basic.grantStart(analysts);
        IEmrLaunchFunction large = EmrLaunchFunction.fromStateMachineArn(
                stack, "Large", "arn:aws:states:us-east-1:123456789012:stateMachine:reports_large");
        IServerlessJobFunction aggregate =
                ServerlessJobFunction.fromStoredJobFunction(stack, "Aggregate", "aggregate", "analytics");
        INotebookCluster lab = NotebookCluster.fromClusterName(stack, "Lab", "lab", "science");

        lab.grantStart(analysts);
        IChainable chain = EmrTasks.startLaunch(stack, "Start", large)
                .next(ServerlessTasks.runJobFunction(stack, "Run", aggregate));
        StateMachine.Builder.create(stack, "Machine")
                .definitionBody(DefinitionBody.fromChainable(chain))
                .build();
        assertThat(stack.count("AWS::StepFunctions::StateMachine")).isEqualTo(1);
    }

    @Test
    void readsStoredDefinitionsAndGrantsAccess() {
        Role analysts = Role.Builder.create(stack, "Analysts")
                .assumedBy(new AccountRootPrincipal())
                .build();

        List<DefinitionName> names = StoredDefinitions.list(stack, DefinitionType.EMR_PROFILE, "default");
        EmrProfileDefinition first = StoredDefinitions.get(stack, DefinitionType.EMR_PROFILE, names.get(0));
        StoredDefinitions.grantRead(analysts, DefinitionType.EMR_PROFILE, names.get(0));
        StoredDefinitions.grantReadAll(analysts, DefinitionType.EMR_LAUNCH_FUNCTION);

        assertThat(first.definitionName()).isEqualTo(names.get(0));
        assertThat(stack.count("AWS::IAM::Policy")).isEqualTo(1);
    }
}
