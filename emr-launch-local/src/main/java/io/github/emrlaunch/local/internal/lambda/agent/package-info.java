/**
 * The agent that is loaded into the JVM of a function only. Its classes use only the JDK.
 */
@NullMarked
package io.github.emrlaunch.local.internal.lambda.agent;

import org.jspecify.annotations.NullMarked;
