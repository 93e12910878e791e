/** A stand-in for AWS on this machine: deploys what a CDK app synthesizes and runs it. */
@NullMarked
package io.github.emrlaunch.local;

import org.jspecify.annotations.NullMarked;
