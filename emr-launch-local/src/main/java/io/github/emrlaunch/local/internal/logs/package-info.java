/** CloudWatch Logs: what functions and state machines write, to be read. */
@NullMarked
package io.github.emrlaunch.local.internal.logs;

import org.jspecify.annotations.NullMarked;
