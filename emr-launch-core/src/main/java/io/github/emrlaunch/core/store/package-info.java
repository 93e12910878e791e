/** Access to stored definitions: reading and listing them during synthesis, and permissions to read them. */
@NullMarked
package io.github.emrlaunch.core.store;

import org.jspecify.annotations.NullMarked;
