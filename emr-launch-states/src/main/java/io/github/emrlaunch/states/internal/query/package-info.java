/** The common parts of the two query languages: the data of expressions, and their errors. */
@NullMarked
package io.github.emrlaunch.states.internal.query;

import org.jspecify.annotations.NullMarked;
