package io.github.emrlaunch.local.internal.service;

import java.util.List;

/** A service that writes to log groups. */
@FunctionalInterface
public interface LogSource {
    /** All that it wrote, in the order of each log stream. */
    List<LogEntry> logs();
}
