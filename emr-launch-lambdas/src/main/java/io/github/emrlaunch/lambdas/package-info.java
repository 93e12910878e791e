/**
 * The Lambda functions behind a launch. Handlers are thin; the work is done by plain classes that take their AWS clients
 * handed in. The qualified names of the exceptions are what a state machine's Retry and Catch match, and so are API.
 */
@NullMarked
package io.github.emrlaunch.lambdas;

import org.jspecify.annotations.NullMarked;
