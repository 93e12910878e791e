package io.github.emrlaunch.core.serverless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.local.CallFault;
import io.github.emrlaunch.local.Deployment;
import io.github.emrlaunch.local.DeploymentException;
import io.github.emrlaunch.local.LocalAws;
import io.github.emrlaunch.local.LocalExecution;
import io.github.emrlaunch.local.junit.LocalAwsExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.Policy;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.stepfunctions.DefinitionBody;
import software.amazon.awscdk.services.stepfunctions.StateMachine;

/**
 * An update of an application that is started. The local emulator runs no custom resources. The test therefore invokes their function as
 * CloudFormation does, by a state machine. The function, its role and its permissions are those of the template.
 */
class ServerlessChangeIT {
    @RegisterExtension
    static final LocalAwsExtension deployed = LocalAwsExtension.forApp(app -> addStack(app, "emr-7.12.0"));

    private final LocalAws aws = deployed.local();
    private final List<String> answers = new CopyOnWriteArrayList<>();
    private final HttpServer cloudFormation;
    private Deployment deployment = deployed.deployment();

    ServerlessChangeIT() throws IOException {
        cloudFormation = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    private static void addStack(App app, String releaseLabel) {
        Stack stack = new Stack(app, "Stack");
        ServerlessApplication application = ServerlessApplication.Builder.create(stack, "Application")
                .applicationName("batch")
                .releaseLabel(releaseLabel)
                .build();
        ServerlessJobFunction.Builder.create(stack, "Function")
                .jobFunctionName("aggregate")
                .application(application)
                .jobRole(ServerlessJobRole.Builder.create(stack, "JobRole").build())
                .job(SparkJob.at("s3://code/job.py"))
                .build();
        StateMachine caller = StateMachine.Builder.create(stack, "CloudFormation")
                .stateMachineName("cloudformation")
                .definitionBody(DefinitionBody.fromString("""
                        {"StartAt": "Ask", "States": {"Ask": {"Type": "Task",
                          "Resource": "arn:aws:states:::lambda:invoke",
                          "Parameters": {"FunctionName.$": "$.Function", "Payload.$": "$.Request"}, "End": true}}}"""))
                .build();
        caller.getRole()
                .attachInlinePolicy(Policy.Builder.create(stack, "Ask")
                        .statements(List.of(PolicyStatement.fromJson(
                                Map.of("Effect", "Allow", "Action", "lambda:InvokeFunction", "Resource", "*"))))
                        .build());
    }

    @BeforeEach
    void startApplication() throws InterruptedException {
        cloudFormation.createContext("/", exchange -> {
            answers.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        cloudFormation.start();
        run("serverless_default_aggregate", "{}");
        assertThat(state()).isEqualTo("STARTED");
    }

    @AfterEach
    void close() {
        cloudFormation.stop(0);
    }

    private LocalExecution run(String machine, String input) throws InterruptedException {
        return aws.awaitExecution(aws.startExecution(deployment.stateMachine(machine), input));
    }

    private String state() {
        assertThat(aws.serverless().applications()).hasSize(1);
        return aws.serverless().applications().values().iterator().next();
    }

    private void ask(String requestType, String when) throws InterruptedException {
        // The function needs no virtual time, so the application would never have stopped.
        aws.faults()
                .fail(
                        "emr-serverless:GetApplication",
                        CallFault.before(() -> aws.clock().advance(Duration.ofSeconds(20))),
                        4);
        String parameter = deployment.ofType("AWS::SSM::Parameter").stream()
                .map(resource -> resource.physicalId())
                .filter(name -> name.startsWith("/emr_launch/serverless_applications/Stack/"))
                .findFirst()
                .orElseThrow();
        LocalExecution execution = run("cloudformation", """
                {"Function": "%s", "Request": {"RequestType": "%s", "ResponseURL": "http://127.0.0.1:%d/",
                 "StackId": "arn:stack", "RequestId": "r-1", "LogicalResourceId": "Stop",
                 "ResourceProperties": {"StopBefore": "%s", "Parameter": "%s"}}}""".formatted(
                        deployment.ofType("AWS::Lambda::Function").get(0).physicalId(),
                        requestType,
                        cloudFormation.getAddress().getPort(),
                        when,
                        parameter));
        assertThat(execution.succeeded())
                .as("%s: %s", execution.error(), execution.cause())
                .isTrue();
        assertThat(answers).hasSize(1);
        assertThat(Json.parse(answers.get(0)).path("Status").asText()).isEqualTo("SUCCESS");
    }

    @Test
    void stopFunctionAllowsUpdateOfStartedApplication() throws Exception {
        Path after = deployed.synthesize(app -> addStack(app, "emr-7.13.0"));
        assertThatThrownBy(() -> aws.deploy(after))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("Current status: STARTED");

        ask("Update", "Update");

        assertThat(state()).isEqualTo("STOPPED");
        deployment = aws.deploy(after);
        assertThat(run("serverless_default_aggregate", "{}").succeeded()).isTrue();
        assertThat(state()).isEqualTo("STARTED");
    }

    @Test
    void stopFunctionStopsApplicationBeforeDeletion() throws Exception {
        ask("Delete", "Delete");

        assertThat(state()).isEqualTo("STOPPED");
        assertThat(aws.authorizations())
                .filteredOn(authorization -> authorization.action().equals("emr-serverless:StopApplication"))
                .hasSize(1)
                .allMatch(authorization -> authorization.allowed());
    }
}
