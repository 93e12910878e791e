/** AWS Step Functions: state machines, executions and the service integrations of Task states. */
@NullMarked
package io.github.emrlaunch.local.internal.stepfunctions;

import org.jspecify.annotations.NullMarked;
