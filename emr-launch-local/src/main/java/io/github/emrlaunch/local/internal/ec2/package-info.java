/** The network as far as EMR looks at it: subnets, whether they are public, security groups. */
@NullMarked
package io.github.emrlaunch.local.internal.ec2;

import org.jspecify.annotations.NullMarked;
