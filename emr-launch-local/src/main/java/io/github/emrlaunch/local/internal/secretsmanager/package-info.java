/** Secrets Manager: secrets, their versions and stages. */
@NullMarked
package io.github.emrlaunch.local.internal.secretsmanager;

import org.jspecify.annotations.NullMarked;
