package io.github.emrlaunch.local;

import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.services.sfn.SfnClient;

/** Creates state machines of one or more states. Their role has full permissions unless a test sets others. */
final class Machines {
    private final AtomicInteger count = new AtomicInteger();
    private final LocalAws aws;

    Machines(LocalAws aws) {
        this.aws = aws;
        aws.existing()
                .role("machine", "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}}");
    }

    /** Returns a Task state that ends its state machine. */
    static String task(String resource, String parameters) {
        return "{\"Type\": \"Task\", \"Resource\": \"arn:aws:states:::%s\", \"Parameters\": %s, \"End\": true}"
                .formatted(resource, parameters);
    }

    String create(String state) {
        return createAs("machine", "{\"StartAt\": \"Only\", \"States\": {\"Only\": " + state + "}}");
    }

    String createAs(String role, String definition) {
        try (SfnClient sfn = SdkClients.sfn(aws)) {
            return sfn.createStateMachine(request -> request.name("machine-" + count.incrementAndGet())
                            .roleArn("arn:aws:iam::123456789012:role/" + role)
                            .definition(definition))
                    .stateMachineArn();
        }
    }

    LocalExecution run(String state) throws InterruptedException {
        return aws.awaitExecution(aws.startExecution(create(state), "{}"));
    }
}
