/** AWS Lambda: functions, each run by the AWS runtime interface client in a separate process. */
@NullMarked
package io.github.emrlaunch.local.internal.lambda;

import org.jspecify.annotations.NullMarked;
