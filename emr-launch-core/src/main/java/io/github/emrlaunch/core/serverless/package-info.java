/** Jobs without clusters: applications of EMR Serverless, roles of their jobs, and state machines that run them. */
@NullMarked
package io.github.emrlaunch.core.serverless;

import org.jspecify.annotations.NullMarked;
