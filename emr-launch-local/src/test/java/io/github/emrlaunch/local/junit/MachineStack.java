package io.github.emrlaunch.local.junit;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.stepfunctions.CfnStateMachine;
import software.constructs.Construct;

/** A stack with a state machine that puts out what it was given, and where it runs. */
final class MachineStack extends Stack {
    static final String MACHINE = "analytics_nightly";

    MachineStack(Construct scope, String id) {
        this(scope, id, null, null);
    }

    MachineStack(Construct scope, String id, @Nullable String account, @Nullable String region) {
        super(
                scope,
                id,
                StackProps.builder()
                        .env(Environment.builder()
                                .account(account)
                                .region(region)
                                .build())
                        .build());
        Object greeting = getNode().tryGetContext("greeting");
        Role role = Role.Builder.create(this, "Role")
                .assumedBy(new ServicePrincipal("states.amazonaws.com"))
                .build();
        CfnStateMachine machine = CfnStateMachine.Builder.create(this, "Machine")
                .stateMachineName(MACHINE)
                .roleArn(role.getRoleArn())
                .definition(Map.of(
                        "QueryLanguage",
                        "JSONata",
                        "StartAt",
                        "Answer",
                        "States",
                        Map.of(
                                "Answer",
                                Map.of(
                                        "Type",
                                        "Pass",
                                        "Output",
                                        Map.of("Input", "{% $states.input %}", "Greeting", String.valueOf(greeting)),
                                        "End",
                                        true))))
                .build();
        CfnOutput.Builder.create(this, "MachineArn").value(machine.getRef()).build();
    }
}
