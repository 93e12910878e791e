package io.github.emrlaunch.local.internal.ssm;

import io.github.emrlaunch.local.internal.aws.Account;
import org.jspecify.annotations.Nullable;

/**
 * The reference to a parameter in a request: a name or ARN, optionally with a colon and a version or a label, see <a
 * href="https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html">GetParameter</a>.
 *
 * @param name the name of a parameter, unless {@code isArn}: in an ARN, each name starts with a slash
 * @param selector the number or label of a version; null for the latest version
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

    /** Returns the name of a parameter without a hierarchy. The ARN shows it with a slash. */
    String nameWithoutSlash() {
        return isArn && name.startsWith("/") ? name.substring(1) : name;
    }
}
