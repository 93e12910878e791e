@NullMarked
package io.github.emrlaunch.archetype;

import org.jspecify.annotations.NullMarked;
