/** Stored definitions of every type: reading and listing them while an app is synthesized, and permissions to read them. */
@NullMarked
package io.github.emrlaunch.core.store;

import org.jspecify.annotations.NullMarked;
