package io.github.emrlaunch.states.internal.jsonata;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Utils;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The functions {@code $match} and {@code $replace}, with the behavior of the reference implementation. */
final class RegexFunctions {
    private RegexFunctions() {}

    /** Returns the matches. A single match is not in an array. */
    static @Nullable Object match(@Nullable String text, Object pattern, @Nullable Number limit) {
        if (text == null) {
            return null;
        }
        List<Object> matches = Utils.createSequence();
        for (MatchResult match : BoundedText.find((Pattern) pattern, text, bound(limit, "D3040"))) {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("match", match.group());
            members.put("index", match.start());
            members.put("groups", groups(match));
            matches.add(members);
        }
        return matches;
    }

    /** Returns the text with its matches replaced by a text or by the results of a function. */
    static @Nullable Object replace(@Nullable String text, Object pattern, Object replacement, @Nullable Number limit) {
        if (text == null) {
            return null;
        }
        if (pattern.equals("")) {
            throw new JException("D3010", -1, pattern);
        }
        double most = bound(limit, "D3011");
        if (pattern instanceof Pattern regex) {
            return replace(text, BoundedText.find(regex, text, most), replacer(replacement));
        }
        Pattern literal = Pattern.compile(Pattern.quote((String) pattern));
        List<MatchResult> matches = BoundedText.find(literal, text, most);
        if (!matches.isEmpty() && !(replacement instanceof String)) {
            throw new JException("T0410", -1, 3, "replace");
        }
        return replace(text, matches, match -> (String) replacement);
    }

    private static double bound(@Nullable Number limit, String error) {
        if (limit == null) {
            return Double.POSITIVE_INFINITY;
        }
        if (limit.doubleValue() < 0) {
            throw new JException(error, -1, limit);
        }
        return limit.doubleValue();
    }

    private static String replace(String text, List<MatchResult> matches, Function<MatchResult, String> replacer) {
        StringBuilder result = new StringBuilder();
        int position = 0;
        for (MatchResult match : matches) {
            result.append(text, position, match.start()).append(replacer.apply(match));
            position = match.end();
        }
        return result.append(text, position, text.length()).toString();
    }

    private static Function<MatchResult, String> replacer(Object replacement) {
        return replacement instanceof String template
                ? match -> expand(template, match)
                : match -> called(replacement, match);
    }

    /** Expands the references in a template: {@code $$} is a dollar sign, {@code $0} the match, and {@code $1} its first group. */
    private static String expand(String template, MatchResult match) {
        StringBuilder result = new StringBuilder();
        for (int i = 0; i < template.length(); i++) {
            char next = i + 1 < template.length() ? template.charAt(i + 1) : ' ';
            if (template.charAt(i) != '$') {
                result.append(template.charAt(i));
            } else if (next == '$') {
                result.append('$');
                i++;
            } else if (isDigit(next)) {
                int end = endOfReference(template, i + 1, match.groupCount());
                int group = Integer.parseInt(template.substring(i + 1, end));
                String value = group <= match.groupCount() ? match.group(group) : null;
                result.append(value == null ? "" : value);
                i = end - 1;
            } else {
                result.append('$');
            }
        }
        return result.toString();
    }

    /** Returns the end of a reference. It has as many digits as the number of a group can have, but must refer to an existing group. */
    private static int endOfReference(String template, int start, int groups) {
        int end = start + 1;
        while (template.charAt(start) != '0'
                && end < template.length()
                && isDigit(template.charAt(end))
                && end - start < String.valueOf(groups).length()
                && Integer.parseInt(template.substring(start, end + 1)) <= groups) {
            end++;
        }
        return end;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static String called(Object function, MatchResult match) {
        Map<String, Object> argument = new LinkedHashMap<>();
        argument.put("match", match.group());
        argument.put("start", match.start());
        argument.put("end", match.end());
        argument.put("groups", groups(match));
        Object result = FunctionLibrary.call(function, List.of(argument));
        if (result instanceof String text) {
            return text;
        }
        throw new JException("D3012", -1, result);
    }

    private static List<Object> groups(MatchResult match) {
        List<Object> groups = new ArrayList<>();
        for (int i = 1; i <= match.groupCount(); i++) {
            String group = match.group(i);
            groups.add(group == null ? Jsonata.NULL_VALUE : group);
        }
        return groups;
    }
}
