/** Code that clusters read from S3, deployed by an app or existing. */
@NullMarked
package io.github.emrlaunch.core.code;

import org.jspecify.annotations.NullMarked;
