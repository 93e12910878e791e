package io.github.emrlaunch.local.internal.sqs;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * The receipt handle with which a consumer deletes a message. It belongs to a queue; a handle that the queue did not issue is not valid.
 *
 * @param receiveCount the receive count of the message, including this receive
 */
record ReceiptHandle(String queueArn, String messageId, int receiveCount) {
    private static final String SEPARATOR = " ";

    String encoded() {
        String text = String.join(SEPARATOR, queueArn, messageId, Integer.toString(receiveCount));
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Decodes a handle.
     *
     * @throws io.github.emrlaunch.local.internal.aws.AwsException when it is not a handle of this queue
     */
    static ReceiptHandle parse(String queueArn, String encoded) {
        try {
            String[] parts =
                    new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8).split(SEPARATOR, -1);
            if (parts.length == 3 && parts[0].equals(queueArn)) {
                return new ReceiptHandle(parts[0], parts[1], Integer.parseInt(parts[2]));
            }
        } catch (IllegalArgumentException e) {
            // Invalid Base64 or an invalid number has the same error as a handle of another queue.
        }
        throw SqsErrors.invalidHandle(encoded);
    }
}
