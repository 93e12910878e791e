/** Steps, tasks and pipelines that run on clusters of launch functions. */
@NullMarked
package io.github.emrlaunch.core.pipeline;

import org.jspecify.annotations.NullMarked;
