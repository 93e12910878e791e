/** Policies, evaluated without a stand-in around them. */
@NullMarked
package io.github.emrlaunch.local.internal.iam;

import org.jspecify.annotations.NullMarked;
