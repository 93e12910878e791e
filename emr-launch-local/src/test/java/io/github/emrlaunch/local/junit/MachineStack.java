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

/** A stack with a state machine whose output is a given text and its account and region. */
final class MachineStack extends Stack {
    static final String MACHINE = "analytics_nightly";

    MachineStack(Construct scope, String id) {
        this(scope, id, null, null);
    }

    MachineStack(Construct scope, String id, String greeting) {
        this(scope, id, null, null, greeting);
    }

    MachineStack(Construct scope, String id, @Nullable String account, @Nullable String region) {
        this(scope, id, account, region, null);
    }

    private MachineStack(
            Construct scope, String id, @Nullable String account, @Nullable String region, @Nullable String greeting) {
        super(
                scope,
                id,
                StackProps.builder()
                        .env(Environment.builder()
                                .account(account)
                                .region(region)
                                .build())
                        .build());
        Object said = greeting == null ? getNode().tryGetContext("greeting") : greeting;
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
                                        Map.of("Input", "{% $states.input %}", "Greeting", String.valueOf(said)),
                                        "End",
                                        true))))
                .build();
        CfnOutput.Builder.create(this, "MachineArn").value(machine.getRef()).build();
    }
}
