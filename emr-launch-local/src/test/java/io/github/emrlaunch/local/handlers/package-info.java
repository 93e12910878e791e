/** Lambda functions that tests package in jars and run in child JVMs. */
@NullMarked
package io.github.emrlaunch.local.handlers;

import org.jspecify.annotations.NullMarked;
