/** State machines as data, and the parser that makes them of a definition and refuses what Step Functions refuses. */
@NullMarked
package io.github.emrlaunch.states.internal.definition;

import org.jspecify.annotations.NullMarked;
