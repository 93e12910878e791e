package io.github.emrlaunch.local.internal.ssm;

import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.Checkpoints;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The parameters by name. Changes of a parameter are atomic. */
final class Parameters {
    private final Account account;
    private final Map<String, Parameter> byName = new ConcurrentSkipListMap<>();
    /** The values of SecureStrings, including deleted parameters and earlier versions. */
    private final Set<String> secureValues = ConcurrentHashMap.newKeySet();

    Parameters(Account account) {
        this.account = account;
    }

    List<Parameter> all() {
        return List.copyOf(byName.values());
    }

    List<Parameter> below(String path, boolean recursive) {
        return byName.values().stream()
                .filter(parameter -> ParameterFilters.isBelow(parameter.name(), path, recursive))
                .toList();
    }

    /** Returns a parameter by name or ARN, with or without a version. */
    Optional<Parameter> find(String asked) {
        ParameterReference reference = ParameterReference.parse(account, asked);
        return Optional.ofNullable(byName.get(reference.name()))
                .or(() -> Optional.ofNullable(byName.get(reference.nameWithoutSlash())));
    }

    /** Returns the parameter with a name. */
    Parameter named(String name) {
        Parameter parameter = byName.get(name.strip());
        if (parameter == null) {
            throw notFound(name);
        }
        return parameter;
    }

    /** Replaces a parameter with the result of a function of the current one, which is null when there is none. */
    Parameter compute(String name, Replacement replacement) {
        Parameter stored = byName.compute(name, (key, current) -> replacement.of(current));
        stored.versions().stream()
                .filter(ParameterVersion::isSecure)
                .map(ParameterVersion::value)
                .forEach(secureValues::add);
        return stored;
    }

    Checkpoint checkpoint() {
        return Checkpoints.of(byName);
    }

    /** Returns every value that a SecureString ever had. */
    Set<String> secureValues() {
        return Set.copyOf(secureValues);
    }

    @FunctionalInterface
    interface Replacement {
        Parameter of(@Nullable Parameter current);
    }

    void change(String name, UnaryOperator<Parameter> change) {
        if (byName.computeIfPresent(name, (key, current) -> change.apply(current)) == null) {
            throw notFound(name);
        }
    }

    /** Deletes a parameter. Returns whether it existed. */
    boolean remove(String name) {
        return byName.remove(name.strip()) != null;
    }

    static AwsException notFound(String name) {
        return AwsException.client("ParameterNotFound", "Parameter " + name + " not found.");
    }

    /**
     * Returns the error for a version that does not exist.
     *
     * @param selector the number or label of the version
     */
    static AwsException versionNotFound(String selector, String name) {
        String kind = selector.matches("\\d+") ? "version" : "label";
        return AwsException.client(
                "ParameterVersionNotFound",
                "Systems Manager could not find " + kind + " " + selector + " of " + name + ". Verify the " + kind
                        + " and try again.");
    }
}
