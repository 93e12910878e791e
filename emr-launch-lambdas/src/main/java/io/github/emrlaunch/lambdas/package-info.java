/**
 * The Lambda functions of the library. Handlers are thin; plain classes do the work and receive their AWS clients
 * as arguments. Retry and Catch of a state machine refer to the qualified names of the exceptions, which are therefore API.
 */
@NullMarked
package io.github.emrlaunch.lambdas;

import org.jspecify.annotations.NullMarked;
