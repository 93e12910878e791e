/** Security Token Service. */
@NullMarked
package io.github.emrlaunch.local.internal.sts;

import org.jspecify.annotations.NullMarked;
