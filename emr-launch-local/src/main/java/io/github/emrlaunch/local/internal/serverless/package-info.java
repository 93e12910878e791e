/** Amazon EMR Serverless: applications and job runs. */
@NullMarked
package io.github.emrlaunch.local.internal.serverless;

import org.jspecify.annotations.NullMarked;
