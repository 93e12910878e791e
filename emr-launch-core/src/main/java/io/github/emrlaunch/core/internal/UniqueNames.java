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
 * Names that a stack takes in its account and region. CloudFormation refuses a second resource of a name, or a stack's deployment replaces
 * what another stack's readers find by it.
 */
public final class UniqueNames {
    private final Map<String, List<Claim>> claims;
    private final Environment environment;

    private UniqueNames(Map<String, List<Claim>> claims, Environment environment) {
        this.claims = claims;
        this.environment = environment;
    }

    /** Those of the stack that has the scope. */
    public static UniqueNames of(Construct scope) {
        return new UniqueNames(
                AppRegistry.of(scope).shared(Claims.class, Claims::new).byName, Environment.of(Stack.of(scope)));
    }

    /**
     * A name that only one resource may have.
     *
     * @param resource the kind of resource, as messages call it
     * @param name the name
     * @param key what tells it from others
     * @param ofRegion whether another region may have it too
     * @param remedy what to do about a second one
     */
    public record Name(String resource, String name, String key, boolean ofRegion, String remedy) {
        /** The name of a definition, by which it is stored. */
        public static Name of(DefinitionType<?> type, DefinitionName name) {
            return new Name(
                    type.label(),
                    name.toString(),
                    type.path(name),
                    true,
                    "Give one of them another name or namespace, or make one and use it twice");
        }

        /** The name of a state machine. */
        public static Name ofStateMachine(String name) {
            return new Name(
                    "state machine",
                    name,
                    "state machine " + name,
                    true,
                    "The state machine of a launch function is named NAMESPACE_NAME, that of a pipeline"
                            + " pipeline_NAMESPACE_NAME, that of a job function serverless_NAMESPACE_NAME: choose names"
                            + " that make another one");
        }

        /**
         * The name of a role or instance profile of an account.
         *
         * @param ofRegion whether the region is a part of it that is not known at synth
         * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html">CreateRole</a>
         */
        public static Name ofIam(String resource, String name, boolean ofRegion) {
            return new Name(
                    resource,
                    name,
                    resource + " " + name.toLowerCase(Locale.ROOT),
                    ofRegion,
                    "IAM does not distinguish names by case, and the name of a profile's role is made of namespace and"
                            + " name: choose others");
        }
    }

    /**
     * Claims names for a construct. Whether stacks whose account or region is not known at synth are of the same one is not known
     * either: those of one stage are taken to be, those of two stages get a warning.
     *
     * @param scope the scope of the construct, which may not be there yet
     * @param id its id
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
                                "The %s '%s' is that of %s already, in the same account%s. %s"
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
                ("%s and %s both make the %s '%s', which only one may have in an account and region. Give their stacks"
                                + " an 'env' with account and region, so that the app can tell them apart, or deploy them to"
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
     * Where a stack is deployed.
     *
     * @param account null when only the deployment knows it
     * @param region null when only the deployment knows it
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
