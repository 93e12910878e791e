package io.github.emrlaunch.states.internal.definition;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.states.internal.json.JsonValues;
import io.github.emrlaunch.states.internal.jsonpath.ChoiceRule;
import io.github.emrlaunch.states.internal.jsonpath.ComparedType;
import io.github.emrlaunch.states.internal.jsonpath.DataPath;
import io.github.emrlaunch.states.internal.jsonpath.StringPattern;
import io.github.emrlaunch.states.internal.query.QueryLanguage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Parses the choice rules of a JSONPath Choice state. */
final class ChoiceRuleParser {
    /** Creates the rule of an operator from its fields. */
    private interface Operator {
        ChoiceRule parse(Fields fields);
    }

    private static final Map<String, Operator> OPERATORS = operators();

    private ChoiceRuleParser() {}

    /** Parses a top-level rule, which has a Next field. */
    static ChoiceRule parse(Fields fields) {
        return rule(fields, Set.of("Comment", "Next", "Assign"));
    }

    private static ChoiceRule rule(Fields fields, Set<String> more) {
        Set<String> present = new TreeSet<>(OPERATORS.keySet());
        present.removeIf(name -> !fields.has(name));
        Set<String> allowed = new HashSet<>(more);
        allowed.addAll(OPERATORS.keySet());
        // These are rejected as fields of the other query language, which is more precise than "unknown".
        allowed.addAll(Set.of("Variable", "Condition", "Output"));
        StateFields.check(fields, allowed, QueryLanguage.JSON_PATH);
        if (present.size() != 1) {
            throw fields.invalid("The object must have only one comparator, got: "
                    + (present.isEmpty() ? "none" : String.join(", ", present)));
        }
        String name = present.iterator().next();
        boolean combines = Set.of("And", "Or", "Not").contains(name);
        if (combines && fields.has("Variable")) {
            throw fields.invalid("Variable", "must not be given together with " + name);
        }
        return operator(name).parse(fields);
    }

    private static Operator operator(String name) {
        Operator operator = OPERATORS.get(name);
        if (operator == null) {
            throw new IllegalArgumentException(name);
        }
        return operator;
    }

    private static Map<String, Operator> operators() {
        Map<String, Operator> operators = new HashMap<>();
        operators.put("And", fields -> new ChoiceRule.And(rules(fields, "And")));
        operators.put("Or", fields -> new ChoiceRule.Or(rules(fields, "Or")));
        operators.put("Not", fields -> new ChoiceRule.Not(rule(fields.object("Not"), Set.of("Comment"))));
        operators.put("IsPresent", fields -> new ChoiceRule.IsPresent(variable(fields), fields.bool("IsPresent")));
        operators.put(
                "StringMatches",
                fields ->
                        new ChoiceRule.Matches(variable(fields), fields.parsed("StringMatches", StringPattern::parse)));
        for (ComparedType type : ComparedType.values()) {
            String test = "Is" + type.label();
            operators.put(test, fields -> new ChoiceRule.HasType(variable(fields), type, fields.bool(test)));
            for (ChoiceRule.Relation relation : ChoiceRule.Relation.values()) {
                if (compares(type, relation)) {
                    addComparison(operators, type, relation);
                }
            }
        }
        return Map.copyOf(operators);
    }

    private static boolean compares(ComparedType type, ChoiceRule.Relation relation) {
        return switch (type) {
            case STRING, NUMERIC, TIMESTAMP -> true;
            case BOOLEAN -> relation == ChoiceRule.Relation.EQUALS;
            case NULL -> false;
        };
    }

    private static void addComparison(
            Map<String, Operator> operators, ComparedType type, ChoiceRule.Relation relation) {
        String name = type.label() + relation.suffix();
        operators.put(
                name,
                fields -> new ChoiceRule.Comparison(
                        variable(fields), type, relation, new ChoiceRule.Operand.Fixed(fixed(fields, name, type))));
        String pathName = name + "Path";
        operators.put(
                pathName,
                fields -> new ChoiceRule.Comparison(
                        variable(fields),
                        type,
                        relation,
                        new ChoiceRule.Operand.ByInput(fields.parsed(pathName, DataPath::parse))));
    }

    private static JsonNode fixed(Fields fields, String name, ComparedType type) {
        JsonNode value = fields.required(name);
        if (!type.includes(value)) {
            throw fields.invalid(name, "must be of type %s, got: %s".formatted(type.label(), JsonValues.text(value)));
        }
        return value;
    }

    private static List<ChoiceRule> rules(Fields fields, String name) {
        List<ChoiceRule> rules = new ArrayList<>();
        for (Fields rule : fields.someObjects(name)) {
            rules.add(rule(rule, Set.of("Comment")));
        }
        return rules;
    }

    private static DataPath variable(Fields fields) {
        return fields.parsed("Variable", DataPath::parse);
    }
}
