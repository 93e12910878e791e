package io.github.emrlaunch.core.internal;

import java.util.List;
import software.amazon.awscdk.services.stepfunctions.IStateMachine;
import software.amazon.awscdk.services.stepfunctions.StateMachine;
import software.constructs.Construct;

/**
 * A state machine of the library as a construct of the CDK, by its ARN. Its role is not a part of it: the library gives the role what the
 * states need. The CDK would take grants to such a state machine and give them to nobody, so they are an error at synth.
 */
public final class OwnStateMachine {
    /** The beginning of the warning that the CDK adds then. */
    private static final String DROPPED_STATEMENT = "Add statement to this resource's role";

    private OwnStateMachine() {}

    /** The state machine, below the construct that makes it. */
    public static IStateMachine of(Construct scope, String id, String arn) {
        IStateMachine machine = StateMachine.fromStateMachineArn(scope, id, arn);
        machine.getNode().addValidation(() -> {
            boolean hasGrants = machine.getNode().getMetadata().stream()
                    .anyMatch(entry -> String.valueOf(entry.getData()).startsWith(DROPPED_STATEMENT));
            return hasGrants
                    ? List.of(
                            "A permission is granted to this state machine, whose role the library makes with what its states need. Grant it "
                                    + "to who does the work: the profile's instance role, the runtime role of a step or job, or the override "
                                    + "function")
                    : List.of();
        });
        return machine;
    }
}
