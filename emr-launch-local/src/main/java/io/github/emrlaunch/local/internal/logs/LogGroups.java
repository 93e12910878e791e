package io.github.emrlaunch.local.internal.logs;

import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.Checkpoints;
import io.github.emrlaunch.local.internal.service.LogEntry;
import io.github.emrlaunch.local.internal.service.LogSource;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import io.github.emrlaunch.local.internal.service.Services;
import io.github.emrlaunch.states.time.VirtualClock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The log groups of the account: those of templates, and those that services created with their first log event. */
final class LogGroups {
    private final Account account;
    private final VirtualClock clock;
    private final Services services;
    private final Map<String, LogGroup> created = new ConcurrentHashMap<>();
    /** The times when groups were deleted. Earlier log events no longer exist. */
    private final Map<String, Instant> deleted = new ConcurrentHashMap<>();

    LogGroups(ServiceContext context) {
        this.account = context.account();
        this.clock = context.clock();
        this.services = context.services();
    }

    /** Adds a log group, or changes the retention of an existing one. */
    LogGroup put(String name, @Nullable Integer retentionInDays) {
        return created.merge(
                name,
                new LogGroup(name, arn(name), clock.now(), retentionInDays),
                (before, changed) -> new LogGroup(name, before.arn(), before.created(), retentionInDays));
    }

    /** Deletes a log group and its log events. */
    void remove(String name) {
        created.remove(name);
        deleted.put(name, clock.now());
    }

    Checkpoint checkpoint() {
        return Checkpoints.all(Checkpoints.of(created), Checkpoints.of(deleted));
    }

    String arn(String name) {
        return account.arn("logs", "log-group:" + name);
    }

    /** Returns all log groups in the order of their names. */
    List<LogGroup> all() {
        TreeMap<String, LogGroup> all = new TreeMap<>(created);
        entries()
                .forEach(entry -> all.computeIfAbsent(
                        entry.logGroup(), name -> new LogGroup(name, arn(name), entry.time(), null)));
        return List.copyOf(all.values());
    }

    Optional<LogGroup> find(String name) {
        return all().stream().filter(group -> group.name().equals(name)).findFirst();
    }

    /** Returns the log events of a group, by log stream in the order of their names. */
    Map<String, List<LogEntry>> streams(LogGroup group) {
        TreeMap<String, List<LogEntry>> streams = new TreeMap<>();
        entries()
                .filter(entry -> entry.logGroup().equals(group.name()))
                .forEach(entry -> streams.merge(entry.logStream(), List.of(entry), (before, added) -> Stream.concat(
                                before.stream(), added.stream())
                        .toList()));
        return streams;
    }

    private Stream<LogEntry> entries() {
        return services.all(LogSource.class).stream()
                .flatMap(source -> source.logs().stream())
                .filter(entry ->
                        !deleted.containsKey(entry.logGroup()) || entry.time().isAfter(deleted.get(entry.logGroup())));
    }
}
