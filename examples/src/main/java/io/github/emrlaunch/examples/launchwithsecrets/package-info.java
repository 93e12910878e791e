/** A cluster with settings from Secrets Manager, and overrides that a function of the app applies. */
@NullMarked
package io.github.emrlaunch.examples.launchwithsecrets;

import org.jspecify.annotations.NullMarked;
