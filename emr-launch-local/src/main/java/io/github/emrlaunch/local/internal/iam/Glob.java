package io.github.emrlaunch.local.internal.iam;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A pattern in a policy: {@code *} is any characters, {@code ?} is one, <code>${…}</code> a <a
 * href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html">policy variable</a>. A pattern
 * with a variable that the request doesn't have matches nothing.
 */
record Glob(String text) {
    private static final Pattern SPECIAL = Pattern.compile("\\$\\{([^}]*)}|[*?]");
    private static final Pattern WITH_DEFAULT = Pattern.compile("([^,]+),\\s*'(.*)'");
    private static final int ARN_PARTS = 6;

    /** Whether an action fits, in which case doesn't matter; actions know no variables. */
    boolean matchesAction(String action) {
        String regex = regex(null, false);
        return regex != null
                && Pattern.compile(regex, Pattern.CASE_INSENSITIVE)
                        .matcher(action)
                        .matches();
    }

    boolean matchesText(String value, RequestContext context) {
        String regex = regex(context, false);
        return regex != null && value.matches(regex);
    }

    /** Whether a resource fits. A wildcard stays within its part of the ARN, unless it ends that part. */
    boolean matchesResource(String resource, RequestContext context) {
        String regex = regex(context, true);
        return regex != null && resource.matches(regex);
    }

    /** Whether an ARN fits as conditions compare them: each of the six parts by itself. */
    boolean matchesArn(String arn, RequestContext context) {
        String[] patterns = text.split(":", ARN_PARTS);
        String[] parts = arn.split(":", ARN_PARTS);
        if (patterns.length != parts.length) {
            return false;
        }
        for (int i = 0; i < parts.length; i++) {
            if (!new Glob(patterns[i]).matchesText(parts[i], context)) {
                return false;
            }
        }
        return true;
    }

    private @Nullable String regex(@Nullable RequestContext context, boolean ofArn) {
        StringBuilder regex = new StringBuilder();
        Matcher matcher = SPECIAL.matcher(text);
        int from = 0;
        while (matcher.find()) {
            regex.append(Pattern.quote(text.substring(from, matcher.start())));
            from = matcher.end();
            if (matcher.group(1) != null) {
                String value = variable(matcher.group(1), context);
                if (value == null) {
                    return null;
                }
                regex.append(Pattern.quote(value));
            } else {
                boolean endsPart = from == text.length() || text.charAt(from) == ':';
                regex.append(ofArn && !(endsPart && matcher.group().equals("*")) ? "[^:]" : ".");
                regex.append(matcher.group().equals("*") ? "*" : "");
            }
        }
        return regex.append(Pattern.quote(text.substring(from))).toString();
    }

    private static @Nullable String variable(String name, @Nullable RequestContext context) {
        if (List.of("*", "?", "$").contains(name)) {
            return name;
        }
        if (context == null) {
            return null;
        }
        Matcher withDefault = WITH_DEFAULT.matcher(name);
        boolean hasDefault = withDefault.matches();
        List<String> values = context.values(hasDefault ? withDefault.group(1) : name);
        if (values.size() == 1) {
            return values.get(0);
        }
        return hasDefault ? withDefault.group(2) : null;
    }
}
