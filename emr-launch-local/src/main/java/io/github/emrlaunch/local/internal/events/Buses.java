package io.github.emrlaunch.local.internal.events;

import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.Checkpoints;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The event buses of the account: the default bus and the buses of templates. */
final class Buses {
    static final String DEFAULT = "default";

    private final Account account;
    private final Set<String> names = ConcurrentHashMap.newKeySet();

    Buses(Account account) {
        this.account = account;
        names.add(DEFAULT);
    }

    boolean has(String name) {
        return names.contains(name);
    }

    void add(String name) {
        names.add(name);
    }

    void remove(String name) {
        names.remove(name);
    }

    Checkpoint checkpoint() {
        return Checkpoints.of(names);
    }

    String arn(String name) {
        return name.startsWith("arn:") ? name : account.arn("events", "event-bus/" + name);
    }

    /** Returns the name of a bus, for its name or its ARN. For a bus of another account or region, returns the ARN. */
    String name(String nameOrArn) {
        String ours = arn("");
        return nameOrArn.startsWith(ours) ? nameOrArn.substring(ours.length()) : nameOrArn;
    }
}
