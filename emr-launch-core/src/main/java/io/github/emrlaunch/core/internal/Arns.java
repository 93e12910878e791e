package io.github.emrlaunch.core.internal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Aws;

/**
 * ARNs in whatever partition, region and account a stack is deployed to. The pseudo parameters are constants; asking a stack for
 * the same would cross a process boundary each time.
 */
public final class Arns {
    private static final Pattern ACCOUNT = Pattern.compile("arn:[^:]+:[^:]+:[^:]*:([0-9]{12}):.*");

    private Arns() {}

    /** An ARN with region and account. */
    public static String regional(String service, String resource) {
        return "arn:%s:%s:%s:%s:%s".formatted(Aws.PARTITION, service, Aws.REGION, Aws.ACCOUNT_ID, resource);
    }

    /** An ARN with an account and no region, as IAM has. */
    public static String global(String service, String resource) {
        return "arn:%s:%s::%s:%s".formatted(Aws.PARTITION, service, Aws.ACCOUNT_ID, resource);
    }

    /** An ARN with neither, as S3 and Step Functions' integrations have. */
    public static String shared(String service, String resource) {
        return "arn:%s:%s:::%s".formatted(Aws.PARTITION, service, resource);
    }

    /** The account in an ARN; null where it has none that is known. */
    public static @Nullable String account(String arn) {
        Matcher matcher = ACCOUNT.matcher(arn);
        return matcher.matches() ? matcher.group(1) : null;
    }
}
