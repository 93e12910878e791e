package io.github.emrlaunch.examples.dynamicpipeline;

import java.util.List;
import java.util.Map;

/**
 * The Lambda function that chooses tables from the pipeline's input: {@code {"day": "2026-01-01", "tables": ["orders"]}}. Default: all
 * tables. A report is due on the first day of a month.
 */
public final class TableChooser {
    private static final List<String> ALL = List.of("customers", "items", "orders");

    /** The handler. */
    public Map<String, Object> choose(Map<String, Object> input) {
        String day = String.valueOf(input.get("day"));
        Object tables = input.get("tables");
        return Map.of("day", day, "tables", tables == null ? ALL : tables, "reportIsDue", day.endsWith("-01"));
    }
}
