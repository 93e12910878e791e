/**
 * An interpreter of the <a href="https://states-language.net/spec.html">Amazon States Language</a> with JSONPath and JSONata. It
 * does not depend on AWS services: a {@link io.github.emrlaunch.states.TaskHandler} performs the Task states.
 */
@NullMarked
package io.github.emrlaunch.states;

import org.jspecify.annotations.NullMarked;
