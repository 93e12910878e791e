package io.github.emrlaunch.local.internal.iam;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A pattern in a policy: {@code *} is any characters, {@code ?} is one, <code>${…}</code> a <a
 * href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html">policy variable</a>. A pattern
 * with a variable that the request doesn't have matches nothing.
 *
 * @param variables whether the policy's version knows variables; in an earlier version they are literal text
 */
record Glob(String text, boolean variables) {
    private static final Pattern WILDCARD = Pattern.compile("[*?]");
    private static final Pattern SPECIAL = Pattern.compile("\\$\\{([^}]*)}|[*?]");
    private static final Pattern WITH_DEFAULT = Pattern.compile("([^,]+),\\s*'(.*)'");
    private static final List<String> SPECIAL_CHARACTERS = List.of("*", "?", "$");
    private static final int ARN_PARTS = 6;

    /** What the text of a pattern is compared with. */
    private enum Kind {
        /** A text that is equal; wildcards are characters. */
        LITERAL,
        /** Any text. */
        TEXT,
        /** An ARN: a wildcard stays within its part, unless it ends that part, and variables replace only the last part. */
        RESOURCE
    }

    /** Whether an action fits, in which case doesn't matter; actions know no variables. */
    boolean matchesAction(String action) {
        String regex = new Glob(text, false).regex(Kind.TEXT, null);
        return regex != null
                && Pattern.compile(regex, Pattern.CASE_INSENSITIVE)
                        .matcher(action)
                        .matches();
    }

    /** Whether a value is this text, in which wildcards are characters as any other. */
    boolean equalsText(String value, RequestContext context) {
        String regex = regex(Kind.LITERAL, context);
        return regex != null && value.matches(regex);
    }

    boolean equalsIgnoringCase(String value, RequestContext context) {
        String regex = regex(Kind.LITERAL, context);
        return regex != null
                && Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE)
                        .matcher(value)
                        .matches();
    }

    boolean matchesText(String value, RequestContext context) {
        String regex = regex(Kind.TEXT, context);
        return regex != null && value.matches(regex);
    }

    /** Whether a resource fits. */
    boolean matchesResource(String resource, RequestContext context) {
        String regex = regex(Kind.RESOURCE, context);
        return regex != null && resource.matches(regex);
    }

    /** Whether an ARN fits as conditions compare them: each of the six parts by itself. */
    boolean matchesArn(String arn, RequestContext context) {
        String[] patterns = text.split(":(?![^{]*})", ARN_PARTS);
        String[] parts = arn.split(":", ARN_PARTS);
        if (patterns.length != parts.length) {
            return false;
        }
        for (int i = 0; i < parts.length; i++) {
            if (!new Glob(patterns[i], variables).matchesText(parts[i], context)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the request has all variables of this pattern. */
    boolean isResolvable(RequestContext context) {
        return regex(Kind.TEXT, context) != null;
    }

    private @Nullable String regex(Kind kind, @Nullable RequestContext context) {
        StringBuilder regex = new StringBuilder("(?s)");
        Matcher matcher = (variables ? SPECIAL : WILDCARD).matcher(text);
        int from = 0;
        while (matcher.find()) {
            regex.append(Pattern.quote(text.substring(from, matcher.start())));
            from = matcher.end();
            if (matcher.group().startsWith("$")) {
                boolean literal = kind == Kind.RESOURCE && !isInLastPart(matcher.start());
                String value = literal ? matcher.group() : variable(matcher.group(1), context);
                if (value == null) {
                    return null;
                }
                regex.append(Pattern.quote(value));
            } else if (kind == Kind.LITERAL) {
                regex.append(Pattern.quote(matcher.group()));
            } else {
                boolean endsPart = from == text.length() || text.charAt(from) == ':';
                boolean staysInPart =
                        kind == Kind.RESOURCE && !(endsPart && matcher.group().equals("*"));
                regex.append(staysInPart ? "[^:]" : ".");
                regex.append(matcher.group().equals("*") ? "*" : "");
            }
        }
        return regex.append(Pattern.quote(text.substring(from))).toString();
    }

    private boolean isInLastPart(int index) {
        return text.substring(0, index).split(":", -1).length >= ARN_PARTS;
    }

    private static @Nullable String variable(String name, @Nullable RequestContext context) {
        if (SPECIAL_CHARACTERS.contains(name)) {
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
