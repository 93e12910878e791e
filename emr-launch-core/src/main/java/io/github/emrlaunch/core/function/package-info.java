/** Settings of all Lambda functions of the library. */
@NullMarked
package io.github.emrlaunch.core.function;

import org.jspecify.annotations.NullMarked;
