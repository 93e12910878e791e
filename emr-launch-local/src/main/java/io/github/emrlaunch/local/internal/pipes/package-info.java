/** Amazon EventBridge Pipes: from queues to state machines. */
@NullMarked
package io.github.emrlaunch.local.internal.pipes;

import org.jspecify.annotations.NullMarked;
