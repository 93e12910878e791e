@NullMarked
package io.github.emrlaunch.local.internal.page;

import org.jspecify.annotations.NullMarked;
