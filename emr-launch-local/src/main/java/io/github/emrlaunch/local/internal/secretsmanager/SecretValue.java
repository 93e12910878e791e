package io.github.emrlaunch.local.internal.secretsmanager;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import java.util.List;

/** The value of a secret in a request: a text or bytes. */
final class SecretValue {
    private static final List<String> MEMBERS = List.of("SecretString", "SecretBinary");

    private SecretValue() {}

    static boolean isGiven(ObjectNode input) {
        return !read(input).isEmpty();
    }

    static ObjectNode read(ObjectNode input) {
        ObjectNode content = AwsJson.object();
        for (String member : MEMBERS) {
            if (AwsJson.has(input, member)) {
                content.set(member, input.get(member));
            }
        }
        return content;
    }

    static void check(ObjectNode input) {
        if (read(input).size() > 1) {
            throw AwsException.client(
                    "InvalidParameterException",
                    "You can't specify both a binary secret value and a string secret value in the same secret.");
        }
    }
}
