/** Amazon SNS: topics, their subscriptions and publications. */
@NullMarked
package io.github.emrlaunch.local.internal.sns;

import org.jspecify.annotations.NullMarked;
