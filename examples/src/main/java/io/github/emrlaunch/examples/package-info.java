/** CDK apps, one package for each, and the program that launches one of them on this machine. */
@NullMarked
package io.github.emrlaunch.examples;

import org.jspecify.annotations.NullMarked;
