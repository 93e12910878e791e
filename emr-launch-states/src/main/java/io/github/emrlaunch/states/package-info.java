/**
 * An interpreter of the <a href="https://states-language.net/spec.html">Amazon States Language</a>, JSONPath and JSONata. It
 * knows no AWS service: a Task state is handed to a {@link io.github.emrlaunch.states.TaskHandler}.
 */
@NullMarked
package io.github.emrlaunch.states;

import org.jspecify.annotations.NullMarked;
