/** Four shapes of clusters: automatic scaling, fleets, managed scaling, three primary nodes. */
@NullMarked
package io.github.emrlaunch.examples.clusterconfigurations;

import org.jspecify.annotations.NullMarked;
