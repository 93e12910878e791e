/** What services offer to CloudFormation: handlers of resource types. */
@NullMarked
package io.github.emrlaunch.local.internal.resources;

import org.jspecify.annotations.NullMarked;
