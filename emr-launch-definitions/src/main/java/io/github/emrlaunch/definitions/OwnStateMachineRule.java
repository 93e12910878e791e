package io.github.emrlaunch.definitions;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The check of the state machine in a stored definition: it must have the name that follows from the definition's name, and be in the
 * account and region of the
 * definition. A principal that may write the parameter must not be able to choose what others start.
 *
 * @param account the account; null if it is not known
 * @param region the region; null if it is not known
 */
record OwnStateMachineRule(
        @Nullable String account, @Nullable String region) {
    private static final Pattern ARN = Pattern.compile(
            "arn:aws(?:-[a-z]+)*:states:(?<region>[a-z0-9-]+):(?<account>[0-9]{12}):stateMachine:(?<name>[^:]+)");

    /**
     * Returns the checked ARN of the definition.
     *
     * @throws InvalidDefinitionException when it is that of another state machine
     */
    String require(Definition definition, String arn, String name) {
        Matcher parts = ARN.matcher(arn);
        if (!parts.matches()
                || !parts.group("name").equals(name)
                || isOther(account, parts.group("account"))
                || isOther(region, parts.group("region"))) {
            throw new InvalidDefinitionException(
                    ("The stored %s '%s' names the state machine %s. Its own is '%s'%s%s, and no other is used: a principal that may write the"
                                    + " definition must not choose it. Deploy the definition again in its account and region")
                            .formatted(
                                    definition.type(),
                                    definition.definitionName(),
                                    arn,
                                    name,
                                    account == null ? "" : " of account " + account,
                                    region == null ? "" : " in region " + region));
        }
        return arn;
    }

    private static boolean isOther(@Nullable String known, String found) {
        return known != null && !known.equals(found);
    }
}
