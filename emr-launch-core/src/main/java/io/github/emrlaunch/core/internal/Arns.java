package io.github.emrlaunch.core.internal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Aws;

/**
 * ARNs with the partition, region and account to which a stack is deployed. The pseudo parameters are constants, because a request to a
 * stack would cross a process boundary each time.
 */
public final class Arns {
    private static final Pattern ACCOUNT = Pattern.compile("arn:[^:]+:[^:]+:[^:]*:([0-9]{12}):.*");

    private Arns() {}

    /** Returns an ARN with region and account. */
    public static String regional(String service, String resource) {
        return "arn:%s:%s:%s:%s:%s".formatted(Aws.PARTITION, service, Aws.REGION, Aws.ACCOUNT_ID, resource);
    }

    /** Returns an ARN with an account and no region, as used by IAM. */
    public static String global(String service, String resource) {
        return "arn:%s:%s::%s:%s".formatted(Aws.PARTITION, service, Aws.ACCOUNT_ID, resource);
    }

    /** Returns an ARN with neither region nor account, as used by S3 and the integrations of Step Functions. */
    public static String shared(String service, String resource) {
        return "arn:%s:%s:::%s".formatted(Aws.PARTITION, service, resource);
    }

    /** Returns the account in an ARN, or null if it has no known account. */
    public static @Nullable String account(String arn) {
        Matcher matcher = ACCOUNT.matcher(arn);
        return matcher.matches() ? matcher.group(1) : null;
    }
}
