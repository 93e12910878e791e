package io.github.emrlaunch.local.internal.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.Checkpoints;
import io.github.emrlaunch.states.time.VirtualClock;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;

/** The functions with their versions, aliases and resource-based policies. */
final class FunctionStore {
    /**
     * An alias of a version.
     *
     * @param description the description; empty without one
     */
    record Alias(String name, String version, String description) {}

    private final Account account;
    private final VirtualClock clock;
    private final Map<String, Map<String, LambdaFunction>> versions = new ConcurrentSkipListMap<>();
    /** The number of the last published version by function. */
    private final Map<String, Integer> published = new ConcurrentHashMap<>();

    private final Map<String, Map<String, Alias>> aliases = new ConcurrentHashMap<>();
    /** The policies by the ARN of a function, version or alias, and by statement id. */
    private final Map<String, Map<String, JsonNode>> policies = new ConcurrentHashMap<>();
    /** The modification times by the ARN of a function or version. */
    private final Map<String, Instant> modified = new ConcurrentHashMap<>();

    FunctionStore(Account account, VirtualClock clock) {
        this.account = account;
        this.clock = clock;
    }

    /** Creates or replaces a function. Returns the replaced function. */
    Optional<LambdaFunction> put(LambdaFunction function) {
        LambdaFunction before = versionsOf(function.name()).put(function.version(), function);
        if (!function.equals(before)) {
            modified.put(function.qualifiedArn(), clock.now());
        }
        return Optional.ofNullable(before);
    }

    /**
     * Deletes a function with its versions and aliases, or one version or alias.
     *
     * @return the functions that can no longer be invoked
     */
    List<LambdaFunction> remove(FunctionName name) {
        String qualifier = name.qualifier();
        if (qualifier == null) {
            aliases.remove(name.function());
            Map<String, LambdaFunction> removed = versions.remove(name.function());
            return removed == null ? List.of() : List.copyOf(removed.values());
        }
        if (alias(name.function(), qualifier).isPresent()) {
            aliases.getOrDefault(name.function(), Map.of()).remove(qualifier);
            return List.of();
        }
        return Optional.ofNullable(
                        versions.getOrDefault(name.function(), new HashMap<>()).remove(qualifier))
                .stream()
                .toList();
    }

    Checkpoint checkpoint() {
        return Checkpoints.all(
                Checkpoints.ofMaps(versions, ConcurrentHashMap::new),
                Checkpoints.of(published),
                Checkpoints.ofMaps(aliases, ConcurrentSkipListMap::new),
                Checkpoints.ofMaps(policies, ConcurrentSkipListMap::new),
                Checkpoints.of(modified));
    }

    /** Returns all versions of all functions. */
    Set<LambdaFunction> all() {
        return versions.values().stream()
                .flatMap(ofOne -> ofOne.values().stream())
                .collect(Collectors.toSet());
    }

    void removeStatement(String arn, String id) {
        policies.getOrDefault(arn, new HashMap<>()).remove(id);
    }

    /** Publishes the deployed code as a version. Version numbers increase and are not used again. */
    String publish(String name) {
        String version = Integer.toString(published.merge(name, 1, Integer::sum));
        put(latest(name).withVersion(version));
        return version;
    }

    void put(String function, Alias alias) {
        aliases.computeIfAbsent(function, name -> new ConcurrentSkipListMap<>()).put(alias.name(), alias);
    }

    /** Adds or replaces a statement of a policy. The statement id is its {@code Sid}. */
    void putStatement(String arn, JsonNode statement) {
        policies.computeIfAbsent(arn, resource -> new ConcurrentSkipListMap<>())
                .put(statement.path("Sid").asText(), statement);
    }

    LambdaFunction latest(String name) {
        return find(FunctionName.parse(account, name)).orElseThrow(() -> notFound(FunctionName.parse(account, name)));
    }

    Optional<LambdaFunction> find(FunctionName name) {
        Map<String, LambdaFunction> published = versions.getOrDefault(name.function(), Map.of());
        String qualifier = name.qualifier() == null ? LambdaFunction.LATEST : name.qualifier();
        return alias(name.function(), qualifier)
                .map(alias -> published.get(alias.version()))
                .or(() -> Optional.ofNullable(published.get(qualifier)));
    }

    Optional<Alias> alias(String function, String alias) {
        return Optional.ofNullable(aliases.getOrDefault(function, Map.of()).get(alias));
    }

    List<Alias> aliases(String function) {
        return List.copyOf(aliases.getOrDefault(function, Map.of()).values());
    }

    /** Returns the {@code $LATEST} version of all functions, by name. */
    List<LambdaFunction> functions() {
        return versions.keySet().stream().map(this::latest).toList();
    }

    /** Returns {@code $LATEST} of a function, followed by its versions in order. */
    List<LambdaFunction> versions(String function) {
        return versionsOf(function).values().stream()
                .sorted(Comparator.comparingInt(LambdaFunction::number))
                .toList();
    }

    /** Returns the policy statements of a function, version or alias. */
    List<JsonNode> statements(String arn) {
        return List.copyOf(policies.getOrDefault(arn, Map.of()).values());
    }

    Instant modified(LambdaFunction function) {
        return modified.getOrDefault(function.qualifiedArn(), clock.now());
    }

    AwsException notFound(FunctionName name) {
        return AwsException.of("ResourceNotFoundException", 404, "Function not found: " + name.arn(account));
    }

    private Map<String, LambdaFunction> versionsOf(String function) {
        return versions.computeIfAbsent(function, name -> new ConcurrentHashMap<>());
    }
}
