package io.github.emrlaunch.core.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.sns.ITopic;

/** What SNS accepts of the messages that state machines publish. */
public final class Notifications {
    /** The longest ARN of a topic. */
    static final int MAX_TOPIC_ARN = 302;

    private static final int MAX_SUBJECT = 99;

    private Notifications() {}

    /**
     * A subject that SNS accepts: fewer than 100 characters, no line breaks or control characters. A longer one is cut; one that only
     * the deployment knows is left as it is, since a cut would break its token.
     *
     * @see <a href="https://docs.aws.amazon.com/sns/latest/api/API_Publish.html">Publish</a>
     */
    public static String subject(String text) {
        if (Tokens.isUnresolved(text)) {
            return text;
        }
        String line = text.replaceAll("[\\p{Cc}\\u2028\\u2029]", " ");
        if (line.length() <= MAX_SUBJECT) {
            return line;
        }
        // Half of a surrogate pair is no character.
        int end = Character.isHighSurrogate(line.charAt(MAX_SUBJECT - 1)) ? MAX_SUBJECT - 1 : MAX_SUBJECT;
        return line.substring(0, end);
    }

    /**
     * Checks that a topic is none or a standard one. A FIFO topic takes only messages with a group id, and the tasks that publish send
     * none.
     *
     * @see <a href="https://docs.aws.amazon.com/sns/latest/api/API_Publish.html">Publish, MessageGroupId</a>
     */
    public static void requireStandard(String property, @Nullable ITopic topic) {
        if (topic != null && topic.getFifo()) {
            throw new IllegalArgumentException(
                    "'%s' is a FIFO topic, which takes only messages with a group id, and none is sent: give a standard topic"
                            .formatted(property));
        }
    }

    /** To publish to a topic, as statements of a policy. */
    public static List<Map<String, Object>> allowPublishing(ITopic topic) {
        List<Map<String, Object>> statements = new ArrayList<>();
        statements.add(Policies.allow(List.of("sns:Publish"), topic.getTopicArn()));
        IKey key = topic.getMasterKey();
        if (key != null) {
            statements.add(Policies.allow(List.of("kms:Decrypt", "kms:GenerateDataKey*"), key.getKeyArn()));
        }
        return statements;
    }
}
