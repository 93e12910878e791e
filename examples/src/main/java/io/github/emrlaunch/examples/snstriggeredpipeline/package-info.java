/** A pipeline that each message to an SNS topic starts once. */
@NullMarked
package io.github.emrlaunch.examples.snstriggeredpipeline;

import org.jspecify.annotations.NullMarked;
