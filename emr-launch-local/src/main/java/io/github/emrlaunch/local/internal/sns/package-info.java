/** SNS: topics, their subscriptions and what is published. */
@NullMarked
package io.github.emrlaunch.local.internal.sns;

import org.jspecify.annotations.NullMarked;
