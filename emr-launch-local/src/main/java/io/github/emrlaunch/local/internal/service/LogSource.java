package io.github.emrlaunch.local.internal.service;

import java.util.List;

/** A service that writes to log groups. */
@FunctionalInterface
public interface LogSource {
    /** Returns all log events, in the order of each log stream. */
    List<LogEntry> logs();
}
