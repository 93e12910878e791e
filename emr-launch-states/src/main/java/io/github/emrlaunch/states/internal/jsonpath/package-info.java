/**
 * The query language JSONPath: paths, payload templates, intrinsic functions and choice rules, see <a
 * href="https://docs.aws.amazon.com/step-functions/latest/dg/concepts-input-output-filtering.html">Processing input and
 * output</a>.
 */
@NullMarked
package io.github.emrlaunch.states.internal.jsonpath;

import org.jspecify.annotations.NullMarked;
