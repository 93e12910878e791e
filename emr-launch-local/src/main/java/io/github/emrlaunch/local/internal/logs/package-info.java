/** Amazon CloudWatch Logs: the log events of functions and state machines. */
@NullMarked
package io.github.emrlaunch.local.internal.logs;

import org.jspecify.annotations.NullMarked;
