package io.github.emrlaunch.local.internal.service;

import java.time.Instant;

/** An event that a service wrote to a log stream. */
public record LogEntry(String logGroup, String logStream, Instant time, String message) {}
