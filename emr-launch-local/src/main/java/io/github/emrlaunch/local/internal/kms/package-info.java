/** AWS KMS: the aliases of keys that other services use. */
@NullMarked
package io.github.emrlaunch.local.internal.kms;

import org.jspecify.annotations.NullMarked;
