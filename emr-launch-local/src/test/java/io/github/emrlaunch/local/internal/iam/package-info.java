/** Unit tests of policy evaluation. */
@NullMarked
package io.github.emrlaunch.local.internal.iam;

import org.jspecify.annotations.NullMarked;
