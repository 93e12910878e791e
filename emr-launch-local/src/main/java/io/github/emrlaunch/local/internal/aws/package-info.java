/** The types that the services share: the account, calls and callers, AWS errors, and the gateway to the operations. */
@NullMarked
package io.github.emrlaunch.local.internal.aws;

import org.jspecify.annotations.NullMarked;
