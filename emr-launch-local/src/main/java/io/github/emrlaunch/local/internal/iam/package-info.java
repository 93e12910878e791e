/** IAM: roles, instance profiles, policies and their evaluation, and the sessions whose keys sign requests. */
@NullMarked
package io.github.emrlaunch.local.internal.iam;

import org.jspecify.annotations.NullMarked;
