package io.github.emrlaunch.local.internal.iam;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A pattern in a policy: {@code *} matches any characters, {@code ?} matches one, <code>${…}</code> is a <a
 * href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html">policy variable</a>. A pattern
 * with a variable that the request doesn't have does not match anything.
 *
 * @param variables whether the version of the policy supports variables; in an earlier version they are literal text
 */
record Glob(String text, boolean variables) {
    private static final Pattern WILDCARD = Pattern.compile("[*?]");
    private static final Pattern SPECIAL = Pattern.compile("\\$\\{([^}]*)}|[*?]");
    private static final Pattern WITH_DEFAULT = Pattern.compile("([^,]+),\\s*'(.*)'");
    private static final List<String> SPECIAL_CHARACTERS = List.of("*", "?", "$");
    private static final int ARN_PARTS = 6;

    /** The kind of comparison for the text of a pattern. */
    private enum Kind {
        /** An equal text. Wildcards are ordinary characters. */
        LITERAL,
        /** Any text. */
        TEXT,
        /**
         * An ARN. A wildcard matches within its component, unless it is at the end of the component. Variables replace only the last
         * component.
         */
        RESOURCE
    }

    /** Returns whether an action matches. Actions are case-insensitive and cannot have variables. */
    boolean matchesAction(String action) {
        String regex = new Glob(text, false).regex(Kind.TEXT, null);
        return regex != null
                && Pattern.compile(regex, Pattern.CASE_INSENSITIVE)
                        .matcher(action)
                        .matches();
    }

    /** Returns whether a value is equal to this text. Wildcards are ordinary characters. */
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

    /** Returns whether a resource matches. */
    boolean matchesResource(String resource, RequestContext context) {
        String regex = regex(Kind.RESOURCE, context);
        return regex != null && resource.matches(regex);
    }

    /** Returns whether an ARN matches as in condition operators: each of the six components separately. */
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

    /** Returns whether the request has all variables of this pattern. */
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
