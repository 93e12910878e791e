/** AWS Secrets Manager: secrets, their versions and staging labels. */
@NullMarked
package io.github.emrlaunch.local.internal.secretsmanager;

import org.jspecify.annotations.NullMarked;
