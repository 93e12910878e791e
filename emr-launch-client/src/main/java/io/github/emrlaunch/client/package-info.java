/** Starts launches and follows them. */
@NullMarked
package io.github.emrlaunch.client;

import org.jspecify.annotations.NullMarked;
