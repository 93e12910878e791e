/** Lambda functions, each run by AWS's runtime interface client in a JVM of its own. */
@NullMarked
package io.github.emrlaunch.local.internal.lambda;

import org.jspecify.annotations.NullMarked;
