/** Steps, tasks and pipelines that make work for clusters out of launch functions. */
@NullMarked
package io.github.emrlaunch.core.pipeline;

import org.jspecify.annotations.NullMarked;
