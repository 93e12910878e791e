/** Classes that the client and its command line share. Not part of the public API. */
@NullMarked
package io.github.emrlaunch.client.internal;

import org.jspecify.annotations.NullMarked;
