/** Shared by the client and its command line. Not for users. */
@NullMarked
package io.github.emrlaunch.client.internal;

import org.jspecify.annotations.NullMarked;
