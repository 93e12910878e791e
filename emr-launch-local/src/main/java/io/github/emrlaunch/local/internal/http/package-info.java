/** The loopback HTTP server with the protocols of AWS. */
@NullMarked
package io.github.emrlaunch.local.internal.http;

import org.jspecify.annotations.NullMarked;
