/** What the two query languages have in common: the data that an expression sees, and the errors that it raises. */
@NullMarked
package io.github.emrlaunch.states.internal.query;

import org.jspecify.annotations.NullMarked;
