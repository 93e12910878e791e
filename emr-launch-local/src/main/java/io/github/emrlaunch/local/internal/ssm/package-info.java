/** AWS Systems Manager Parameter Store. */
@NullMarked
package io.github.emrlaunch.local.internal.ssm;

import org.jspecify.annotations.NullMarked;
