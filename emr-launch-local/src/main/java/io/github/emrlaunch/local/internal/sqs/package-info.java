/** Amazon SQS: queues and their messages. */
@NullMarked
package io.github.emrlaunch.local.internal.sqs;

import org.jspecify.annotations.NullMarked;
