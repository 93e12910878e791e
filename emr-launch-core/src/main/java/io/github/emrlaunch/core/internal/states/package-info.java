/** A writer of state machines in the Amazon States Language, whose query language is JSONata. Not for users of the library. */
@NullMarked
package io.github.emrlaunch.core.internal.states;

import org.jspecify.annotations.NullMarked;
