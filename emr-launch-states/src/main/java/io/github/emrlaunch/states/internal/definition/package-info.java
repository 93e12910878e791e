/** The model of state machines, and the parser for definitions. It rejects the definitions that Step Functions rejects. */
@NullMarked
package io.github.emrlaunch.states.internal.definition;

import org.jspecify.annotations.NullMarked;
