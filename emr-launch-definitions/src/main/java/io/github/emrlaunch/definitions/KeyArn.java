package io.github.emrlaunch.definitions;

import java.util.regex.Pattern;

/** The ARN of a KMS key in a definition, which becomes the resource of a statement: a wildcard would allow the use of other keys. */
public final class KeyArn {
    private static final Pattern ARN =
            Pattern.compile("arn:[a-z0-9-]+:kms:[a-z0-9-]+:[0-9]{12}:(?:key|alias)/[A-Za-z0-9/_-]+");

    private KeyArn() {}

    /**
     * Checks the ARN.
     *
     * @throws IllegalArgumentException when it is not the ARN of one key or alias; the message starts with "must"
     */
    public static void require(String arn) {
        if (!ARN.matcher(arn).matches()) {
            throw new IllegalArgumentException("must be the ARN of one key or alias of KMS, got: " + arn);
        }
    }
}
