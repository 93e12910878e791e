/** The loopback server that speaks the AWS JSON and Query protocols. */
@NullMarked
package io.github.emrlaunch.local.internal.http;

import org.jspecify.annotations.NullMarked;
