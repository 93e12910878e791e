/** AWS CloudFormation: evaluates the templates of a cloud assembly and creates their resources. */
@NullMarked
package io.github.emrlaunch.local.internal.deploy;

import org.jspecify.annotations.NullMarked;
