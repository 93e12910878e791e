/** Step Functions: state machines, executions and the services that a Task state can call. */
@NullMarked
package io.github.emrlaunch.local.internal.stepfunctions;

import org.jspecify.annotations.NullMarked;
