/** AWS Security Token Service (STS). */
@NullMarked
package io.github.emrlaunch.local.internal.sts;

import org.jspecify.annotations.NullMarked;
