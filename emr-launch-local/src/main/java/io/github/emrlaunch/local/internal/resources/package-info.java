/** The CloudFormation resource types of services and their handlers. */
@NullMarked
package io.github.emrlaunch.local.internal.resources;

import org.jspecify.annotations.NullMarked;
