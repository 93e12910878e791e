/** The command line {@code emr-launch}. */
@NullMarked
package io.github.emrlaunch.client.cli;

import org.jspecify.annotations.NullMarked;
