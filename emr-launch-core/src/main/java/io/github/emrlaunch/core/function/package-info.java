/** What operators decide for all Lambda functions of the library at once. */
@NullMarked
package io.github.emrlaunch.core.function;

import org.jspecify.annotations.NullMarked;
