@NullMarked
package io.github.emrlaunch.local.internal.jobs;

import org.jspecify.annotations.NullMarked;
