/** A local emulator of AWS: deploys what a CDK app synthesizes and runs it. */
@NullMarked
package io.github.emrlaunch.local;

import org.jspecify.annotations.NullMarked;
