/** A pipeline that messages to an SNS topic start, each once. */
@NullMarked
package io.github.emrlaunch.examples.snstriggeredpipeline;

import org.jspecify.annotations.NullMarked;
