package io.github.emrlaunch.core.internal.states;

import static io.github.emrlaunch.core.internal.states.Jsonata.quote;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.NearestName;
import java.util.List;

/**
 * Checks the names of the members of an execution's input. A name that is similar to a known one is an error, any other belongs to the
 * user. {@link
 * NearestName#meant} applies the same rule.
 */
public final class InputNames {
    /** The format arguments are the known names, each with the number of mistakes, the object, and the name of the machine in messages. */
    private static final String CHECK = """
            (
              $mistakes := %1$s;
              $simple := function($name) { $replace($lowercase($name), /[^a-z]/, '') };
              $distance := function($a, $b) {
                $reduce($split($a, ''), function($row, $character) {
                  $reduce([1..$length($b)], function($next, $j) {
                    $append($next, $min([
                      $next[-1] + 1,
                      $row[$j] + 1,
                      $row[$j - 1] + ($substring($b, $j - 1, 1) = $character ? 0 : 1)
                    ]))
                  }, [$row[0] + 1])
                }, [0..$length($b)])[-1]
              };
              $isNear := function($name, $known) {(
                $most := $lookup($mistakes, $known);
                $simple($name) = $simple($known) ? true
                  : $name & 's' = $known ? true
                  : $abs($length($name) - $length($known)) > $most ? false
                  : $distance($lowercase($name), $lowercase($known)) <= $most
              )};
              $mistake := $filter($map($keys(%2$s), function($name) {(
                $meant := $name in $keys($mistakes) ? '' : $filter($keys($mistakes), function($known) { $isNear($name, $known) })[0];
                $exists($meant) and $meant != ''
                  ? "'" & $name & "' is no member of the input that this " & %3$s & " knows: '" & $meant & "' is"
                  : ''
              )}), function($text) { $text != '' })[0];
              $exists($mistake) ? $mistake : ''
            )""".replaceAll("\n\\s*", " ");

    private InputNames() {}

    /**
     * Returns an expression for the error in a name, an empty string if there is none.
     *
     * @param known the known names
     * @param variable the variable with the input, an object
     * @param what the kind of state machine, such as {@code pipeline}
     */
    public static String violation(List<String> known, String variable, String what) {
        ObjectNode mistakes = Json.object();
        known.forEach(name -> mistakes.put(name, NearestName.mistakes(name)));
        return CHECK.formatted(quote(mistakes), variable, quote(TextNode.valueOf(what)));
    }
}
