/** Reads, writes and compares JSON values. */
@NullMarked
package io.github.emrlaunch.states.internal.json;

import org.jspecify.annotations.NullMarked;
