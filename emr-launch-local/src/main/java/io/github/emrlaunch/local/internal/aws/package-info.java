/** What the services share: the account, a call and its caller, errors as AWS answers them, the one way to an operation. */
@NullMarked
package io.github.emrlaunch.local.internal.aws;

import org.jspecify.annotations.NullMarked;
