package io.github.emrlaunch.states.internal.definition;

import io.github.emrlaunch.states.internal.query.QueryLanguage;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The fields of each type of state, see "Table of State Types and Fields" in the <a
 * href="https://states-language.net/spec.html">specification</a>.
 */
final class StateFields {
    private static final Set<String> COMMON = Set.of("Type", "Comment", "QueryLanguage");
    private static final Set<String> FLOW = Set.of("InputPath", "OutputPath", "Output");
    private static final Set<String> TRANSITION = Set.of("Assign", "Next", "End");
    private static final Set<String> WORK = Set.of("ResultSelector", "ResultPath", "Retry", "Catch");

    private static final Map<String, Set<String>> BY_TYPE = Map.of(
            "Task",
            union(
                    FLOW,
                    TRANSITION,
                    WORK,
                    Set.of("Resource", "Parameters", "Arguments", "Credentials"),
                    Set.of("TimeoutSeconds", "TimeoutSecondsPath", "HeartbeatSeconds", "HeartbeatSecondsPath")),
            "Parallel",
            union(FLOW, TRANSITION, WORK, Set.of("Branches", "Parameters", "Arguments")),
            "Map",
            union(
                    FLOW,
                    TRANSITION,
                    WORK,
                    Set.of("ItemProcessor", "Iterator", "Items", "ItemsPath", "ItemSelector", "Parameters"),
                    Set.of("ItemReader", "ItemBatcher", "ResultWriter", "Label"),
                    Set.of("MaxConcurrency", "MaxConcurrencyPath"),
                    Set.of("ToleratedFailureCount", "ToleratedFailureCountPath"),
                    Set.of("ToleratedFailurePercentage", "ToleratedFailurePercentagePath")),
            "Pass",
            union(FLOW, TRANSITION, Set.of("Result", "Parameters", "ResultPath")),
            "Wait",
            union(FLOW, TRANSITION, Set.of("Seconds", "SecondsPath", "Timestamp", "TimestampPath")),
            "Choice",
            union(FLOW, Set.of("Assign", "Choices", "Default")),
            "Succeed",
            FLOW,
            "Fail",
            Set.of("Error", "ErrorPath", "Cause", "CausePath"));

    private static final Set<String> JSON_PATH_ONLY = Set.of(
            "InputPath",
            "OutputPath",
            "Parameters",
            "Result",
            "ResultSelector",
            "ResultPath",
            "ItemsPath",
            "SecondsPath",
            "TimestampPath",
            "TimeoutSecondsPath",
            "HeartbeatSecondsPath",
            "MaxConcurrencyPath",
            "ToleratedFailureCountPath",
            "ToleratedFailurePercentagePath",
            "MaxItemsPerBatchPath",
            "MaxInputBytesPerBatchPath",
            "ErrorPath",
            "CausePath",
            "Variable");

    private static final Set<String> JSONATA_ONLY = Set.of("Arguments", "Output", "Items", "Condition");

    private StateFields() {}

    /** Rejects fields that a state of this type does not have in this query language. */
    static void check(Fields state, String type, QueryLanguage language) {
        Set<String> allowed = BY_TYPE.get(type);
        if (allowed == null) {
            throw state.invalid(
                    "Type",
                    "The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice,"
                            + " Parallel, Map], got: " + type);
        }
        check(state, union(COMMON, allowed), language);
    }

    /** Rejects other fields, and fields of the other query language. */
    static void check(Fields object, Set<String> allowed, QueryLanguage language) {
        object.allow(allowed);
        boolean jsonata = language == QueryLanguage.JSONATA;
        QueryLanguage other = jsonata ? QueryLanguage.JSON_PATH : QueryLanguage.JSONATA;
        for (String field : object.names()) {
            if ((jsonata ? JSON_PATH_ONLY : JSONATA_ONLY).contains(field)) {
                throw object.invalid(
                        field,
                        "The QueryLanguage is set to '%s', but field '%s' is only supported for the '%s' QueryLanguage"
                                .formatted(language.label(), field, other.label()));
            }
        }
    }

    @SafeVarargs
    private static Set<String> union(Set<String>... sets) {
        Set<String> all = new HashSet<>();
        for (Set<String> some : sets) {
            all.addAll(some);
        }
        return Set.copyOf(all);
    }
}
