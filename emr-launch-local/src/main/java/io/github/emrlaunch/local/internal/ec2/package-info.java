/** The EC2 network resources that EMR checks: subnets, whether they are public, and security groups. */
@NullMarked
package io.github.emrlaunch.local.internal.ec2;

import org.jspecify.annotations.NullMarked;
