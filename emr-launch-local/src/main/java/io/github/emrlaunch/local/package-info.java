/** A local emulator of AWS that deploys the cloud assembly of a CDK app and runs it. */
@NullMarked
package io.github.emrlaunch.local;

import org.jspecify.annotations.NullMarked;
