/** A client that starts launches, pipelines and jobs and follows them. */
@NullMarked
package io.github.emrlaunch.client;

import org.jspecify.annotations.NullMarked;
