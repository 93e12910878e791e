/** Two jobs on EMR Serverless, one after the other, on data that the app uploads. */
@NullMarked
package io.github.emrlaunch.examples.serverlessbatch;

import org.jspecify.annotations.NullMarked;
