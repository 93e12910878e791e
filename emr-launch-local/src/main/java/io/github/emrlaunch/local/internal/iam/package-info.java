/** Who may call: roles, policies and instance profiles as data, and the sessions whose keys sign requests. */
@NullMarked
package io.github.emrlaunch.local.internal.iam;

import org.jspecify.annotations.NullMarked;
