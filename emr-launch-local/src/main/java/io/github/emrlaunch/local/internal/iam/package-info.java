/** Who may do what: roles, policies and how they are evaluated, instance profiles, the sessions whose keys sign requests. */
@NullMarked
package io.github.emrlaunch.local.internal.iam;

import org.jspecify.annotations.NullMarked;
