/** Creates state machines in the Amazon States Language with JSONata. Not for users of the library. */
@NullMarked
package io.github.emrlaunch.core.internal.states;

import org.jspecify.annotations.NullMarked;
