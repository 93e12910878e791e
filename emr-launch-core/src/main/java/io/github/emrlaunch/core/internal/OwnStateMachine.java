package io.github.emrlaunch.core.internal;

import java.util.List;
import software.amazon.awscdk.services.stepfunctions.IStateMachine;
import software.amazon.awscdk.services.stepfunctions.StateMachine;
import software.constructs.Construct;

/**
 * A state machine of the library as a CDK construct, by its ARN. The construct does not include its role, which the library creates with
 * the permissions of the
 * states. The CDK would silently drop grants to such a state machine, so they are an error at synthesis.
 */
public final class OwnStateMachine {
    /** The beginning of the CDK's warning about a dropped grant. */
    private static final String DROPPED_STATEMENT = "Add statement to this resource's role";

    private OwnStateMachine() {}

    /** Returns the state machine, under the construct that creates it. */
    public static IStateMachine of(Construct scope, String id, String arn) {
        IStateMachine machine = StateMachine.fromStateMachineArn(scope, id, arn);
        machine.getNode().addValidation(() -> {
            boolean hasGrants = machine.getNode().getMetadata().stream()
                    .anyMatch(entry -> String.valueOf(entry.getData()).startsWith(DROPPED_STATEMENT));
            return hasGrants
                    ? List.of(
                            "A permission is granted to this state machine, whose role the library creates with the permissions of its states. Grant it "
                                    + "to the role that does the work: the profile's instance role, the runtime role of a step or job, or the override "
                                    + "function")
                    : List.of();
        });
        return machine;
    }
}
