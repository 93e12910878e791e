/** JSON values: how they are read, written and compared. */
@NullMarked
package io.github.emrlaunch.states.internal.json;

import org.jspecify.annotations.NullMarked;
