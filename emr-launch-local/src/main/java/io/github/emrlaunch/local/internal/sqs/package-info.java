/** SQS: queues and the messages in them. */
@NullMarked
package io.github.emrlaunch.local.internal.sqs;

import org.jspecify.annotations.NullMarked;
