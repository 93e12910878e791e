/** A launch function that is started by a schedule and by objects that arrive in S3. */
@NullMarked
package io.github.emrlaunch.examples.triggers;

import org.jspecify.annotations.NullMarked;
