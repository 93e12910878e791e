/** CloudFormation: evaluates the templates of a cloud assembly and creates what they name. */
@NullMarked
package io.github.emrlaunch.local.internal.deploy;

import org.jspecify.annotations.NullMarked;
