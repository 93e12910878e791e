/** Amazon EMR on EC2: request validation, and clusters in virtual time. */
@NullMarked
package io.github.emrlaunch.local.internal.emr;

import org.jspecify.annotations.NullMarked;
