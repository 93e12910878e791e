/** EMR Serverless: applications, runtime roles of jobs, and state machines that run jobs. */
@NullMarked
package io.github.emrlaunch.core.serverless;

import org.jspecify.annotations.NullMarked;
