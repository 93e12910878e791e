package io.github.emrlaunch.local.internal.ssm;

import java.time.Instant;

/**
 * One version of a parameter.
 *
 * @param type String, StringList or SecureString
 * @param tier Standard or Advanced: what Intelligent-Tiering came to
 */
record Parameter(
        String name, String type, String value, long version, String tier, String dataType, Instant lastModified) {}
