package io.github.emrlaunch.core.internal;

import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.Stage;
import software.constructs.Construct;

/**
 * The names that a stack uses in its account and region. CloudFormation refuses a second resource with a name, or the deployment of a stack
 * replaces
 * a resource that readers of another stack find by its name.
 */
public final class UniqueNames {
    private final Map<String, List<Claim>> claims;
    private final Environment environment;

    private UniqueNames(Map<String, List<Claim>> claims, Environment environment) {
        this.claims = claims;
        this.environment = environment;
    }

    /** Returns the names of the scope's stack. */
    public static UniqueNames of(Construct scope) {
        return new UniqueNames(
                AppRegistry.of(scope).shared(Claims.class, Claims::new).byName, Environment.of(Stack.of(scope)));
    }

    /**
     * A name that only one resource may have.
     *
     * @param resource the kind of resource in messages
     * @param name the name
     * @param key the unique key
     * @param ofRegion whether another region may also have it
     * @param remedy the remedy for a conflict
     */
    public record Name(String resource, String name, String key, boolean ofRegion, String remedy) {
        /** Returns the name under which a definition is stored. */
        public static Name of(DefinitionType<?> type, DefinitionName name) {
            return new Name(
                    type.label(),
                    name.toString(),
                    type.path(name),
                    true,
                    "Change the name or namespace of one, or build one and use it twice");
        }

        /** Returns the name of a state machine. */
        public static Name ofStateMachine(String name) {
            return new Name(
                    "state machine",
                    name,
                    "state machine " + name,
                    true,
                    "The state machine of a launch function is named NAMESPACE_NAME, that of a pipeline"
                            + " pipeline_NAMESPACE_NAME, that of a job function serverless_NAMESPACE_NAME: choose names"
                            + " that result in another one");
        }

        /**
         * Returns the name of a role or instance profile of an account.
         *
         * @param ofRegion whether it contains the region, which is not known at synthesis
         * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html">CreateRole</a>
         */
        public static Name ofIam(String resource, String name, boolean ofRegion) {
            return new Name(
                    resource,
                    name,
                    resource + " " + name.toLowerCase(Locale.ROOT),
                    ofRegion,
                    "IAM does not distinguish names by case, and the name of a profile's role consists of namespace and"
                            + " name: choose others");
        }
    }

    /**
     * Claims names for a construct. It is unknown whether stacks with an unknown account or region are in the same one:
     * those of one stage are assumed to be, those of two stages get a warning.
     *
     * @param scope the scope of the construct, which may not exist yet
     * @param id the id of the construct
     * @throws IllegalArgumentException when another construct has one of the names in the same account and region
     */
    public void claim(Construct scope, String id, List<Name> names) {
        Claimant claimant = new Claimant(scope, id);
        Set<Claimant> warned = new HashSet<>();
        for (Name name : names) {
            List<Claim> sameName = claims.computeIfAbsent(name.key, unused -> new ArrayList<>());
            for (Claim other : sameName) {
                Sameness sameness = environment.compare(other.environment, name.ofRegion);
                if (sameness != Sameness.DIFFERENT && other.claimant.holdsAgainst(claimant)) {
                    if (sameness == Sameness.SAME) {
                        throw new IllegalArgumentException(
                                "The %s '%s' is already that of %s, in the same account%s. %s"
                                        .formatted(
                                                name.resource,
                                                name.name,
                                                other.claimant.path(),
                                                name.ofRegion ? " and region" : "",
                                                name.remedy));
                    }
                    if (warned.add(other.claimant)) {
                        warn(name, claimant, other.claimant);
                    }
                }
            }
            sameName.add(new Claim(claimant, environment));
        }
    }

    private static void warn(Name name, Claimant one, Claimant other) {
        Warnings.add(
                one.scope(),
                "nameMayBeTaken",
                ("%s and %s both create the %s '%s', which must be unique in an account and region. Set"
                                + " the 'env' of their stacks to account and region, so that the app can distinguish them, or deploy them to"
                                + " different ones")
                        .formatted(other.path(), one.path(), name.resource, name.name));
    }

    private record Claim(Claimant claimant, Environment environment) {}

    /** The claims of an app. */
    private static final class Claims {
        private final Map<String, List<Claim>> byName = new HashMap<>();
    }

    private enum Sameness {
        SAME,
        DIFFERENT,
        UNKNOWN
    }

    /**
     * The location to which a stack is deployed.
     *
     * @param account the account; null if it is known only at deployment
     * @param region the region; null if it is known only at deployment
     * @param stage the path of its stage
     */
    private record Environment(
            @Nullable String account, @Nullable String region, String stage) {
        private static Environment of(Stack stack) {
            Stage stage = Stage.of(stack);
            return new Environment(
                    known(stack.getAccount()),
                    known(stack.getRegion()),
                    stage == null ? "" : stage.getNode().getPath());
        }

        private static @Nullable String known(String value) {
            return Tokens.isUnresolved(value) ? null : value;
        }

        private Sameness compare(Environment other, boolean withRegion) {
            boolean sameStage = stage.equals(other.stage);
            Sameness accounts = compare(account, other.account, sameStage);
            Sameness regions = withRegion ? compare(region, other.region, sameStage) : Sameness.SAME;
            if (accounts == Sameness.DIFFERENT || regions == Sameness.DIFFERENT) {
                return Sameness.DIFFERENT;
            }
            return accounts == Sameness.UNKNOWN || regions == Sameness.UNKNOWN ? Sameness.UNKNOWN : Sameness.SAME;
        }

        private static Sameness compare(@Nullable String one, @Nullable String other, boolean sameStage) {
            if (one == null || other == null) {
                return one == null && other == null && sameStage ? Sameness.SAME : Sameness.UNKNOWN;
            }
            return one.equals(other) ? Sameness.SAME : Sameness.DIFFERENT;
        }
    }
}
