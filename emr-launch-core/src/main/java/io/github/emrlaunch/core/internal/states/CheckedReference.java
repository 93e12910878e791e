package io.github.emrlaunch.core.internal.states;

import static io.github.emrlaunch.core.internal.states.Jsonata.quote;

import com.fasterxml.jackson.databind.node.TextNode;

/** Expressions for values of an execution that are checked where they are used. A violation is an error of the state. */
public final class CheckedReference {
    /** The format arguments are the reference, the rules and the beginning of the message. */
    private static final String VALUE = "($given := %s; "
            + "$value := $exists($given) and $type($given) in ['number', 'boolean'] ? $string($given) : $given; "
            + "$wrong := $exists($value) ? ($type($value) = 'string' ? (%s'') : 'must be a text, a number or a boolean') : 'is missing'; "
            + "$wrong = '' ? $value : $error(%s & $wrong))";

    /** The format arguments are the reference and the message. */
    private static final String LIST = "($list := %s; $type($list) = 'array' "
            + "and $count($filter($list, function($one) { $type($one) = 'string' ? $trim($one) = '' : true })) = 0 ? $list : $error(%s))";

    private CheckedReference() {}

    /**
     * Returns an expression for a string, a number or a boolean, as a string.
     *
     * @param rules beginnings of expressions from {@code ArgumentConditions}, for the violation of {@code $value}
     * @param what the beginning of messages, such as {@code "Argument 2 of the job "}
     */
    public static String text(Reference reference, String rules, String what) {
        return VALUE.formatted(reference.expression(), rules, quote(TextNode.valueOf(what)));
    }

    /** Returns an expression for a list of strings, none of which is blank. */
    public static String list(Reference reference, String what) {
        return LIST.formatted(
                reference.expression(), quote(TextNode.valueOf(what + "must be a list of texts, none of them blank")));
    }
}
