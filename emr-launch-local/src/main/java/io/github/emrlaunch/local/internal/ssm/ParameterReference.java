package io.github.emrlaunch.local.internal.ssm;

import io.github.emrlaunch.local.internal.aws.Account;
import org.jspecify.annotations.Nullable;

/**
 * How a request names a parameter: by name or ARN, with a version or a label behind a colon or without, see <a
 * href="https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html">GetParameter</a>.
 *
 * @param name as a parameter has it, unless {@code isArn}: an ARN begins the name of each parameter with a slash
 * @param selector a version's number or label, null for the latest version
 */
record ParameterReference(String name, @Nullable String selector, boolean isArn) {
    static ParameterReference parse(Account account, String text) {
        String arnPrefix = account.arn("ssm", "parameter");
        boolean isArn = text.startsWith(arnPrefix);
        String rest = isArn ? text.substring(arnPrefix.length()) : text.strip();
        int colon = rest.indexOf(':');
        return colon < 0
                ? new ParameterReference(rest, null, isArn)
                : new ParameterReference(rest.substring(0, colon), rest.substring(colon + 1), isArn);
    }

    /** The name of a parameter outside of a hierarchy, which the ARN shows with a slash. */
    String nameWithoutSlash() {
        return isArn && name.startsWith("/") ? name.substring(1) : name;
    }
}
