/**
 * What is loaded into the JVM of a function, and nowhere else: classes of this package use the JDK only.
 */
@NullMarked
package io.github.emrlaunch.local.internal.lambda.agent;

import org.jspecify.annotations.NullMarked;
