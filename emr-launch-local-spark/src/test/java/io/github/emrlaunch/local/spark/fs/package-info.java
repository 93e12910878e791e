@NullMarked
package io.github.emrlaunch.local.spark.fs;

import org.jspecify.annotations.NullMarked;
