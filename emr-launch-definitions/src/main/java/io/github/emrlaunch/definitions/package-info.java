/**
 * The definitions in Parameter Store: {@linkplain io.github.emrlaunch.definitions.EmrProfileDefinition profiles},
 * {@linkplain io.github.emrlaunch.definitions.ClusterConfigurationDefinition cluster configurations} and
 * {@linkplain io.github.emrlaunch.definitions.EmrLaunchFunctionDefinition launch functions}, their names, their JSON and
 * the {@linkplain io.github.emrlaunch.definitions.DefinitionStore store} that reads and lists them. The JSON is an
 * interface to other programs: keys keep their spelling, every known key is written (null if unset), and unknown keys
 * are preserved.
 */
@NullMarked
package io.github.emrlaunch.definitions;

import org.jspecify.annotations.NullMarked;
