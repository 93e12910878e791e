/** Keys, as far as other services look at them: which key an alias stands for. */
@NullMarked
package io.github.emrlaunch.local.internal.kms;

import org.jspecify.annotations.NullMarked;
