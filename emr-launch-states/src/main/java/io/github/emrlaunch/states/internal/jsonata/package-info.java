/**
 * The query language JSONata, see <a
 * href="https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html">Transforming data with JSONata</a>.
 */
@NullMarked
package io.github.emrlaunch.states.internal.jsonata;

import org.jspecify.annotations.NullMarked;
