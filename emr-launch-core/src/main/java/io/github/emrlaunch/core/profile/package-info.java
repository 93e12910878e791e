/** Profiles: the security of clusters, defined once and shared by name. */
@NullMarked
package io.github.emrlaunch.core.profile;

import org.jspecify.annotations.NullMarked;
