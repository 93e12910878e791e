package io.github.emrlaunch.local.internal.ssm;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.Inputs;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/**
 * The filters of DescribeParameters and GetParametersByPath, see <a
 * href="https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ParameterStringFilter.html">ParameterStringFilter</a>.
 * A parameter matches when all filters match; a filter matches when one of its values does.
 */
final class ParameterFilters {
    private static final String TAG = "tag:";
    private static final List<String> OF_DESCRIBE = List.of("Path", "Name", "Type", "KeyId", "Tier", "DataType");
    private static final List<String> OF_PATH = List.of("Type", "KeyId", "Label");
    private static final List<String> TYPES = List.of("String", "StringList", "SecureString");
    private static final List<String> TIERS = List.of("Standard", "Advanced", "Intelligent-Tiering");

    private record Filter(String key, String option, List<String> values) {}

    private final List<Filter> filters;

    private ParameterFilters(List<Filter> filters) {
        this.filters = filters;
    }

    static ParameterFilters ofDescribe(JsonNode input) {
        JsonNode old = input.path("Filters");
        if (!old.isEmpty() && !input.path("ParameterFilters").isEmpty()) {
            throw AwsException.validation("You can use either Filters or ParameterFilters in a single request.");
        }
        if (old.isEmpty()) {
            return parse(input.path("ParameterFilters"), OF_DESCRIBE, true);
        }
        // The deprecated form has no options: a name is a prefix.
        List<Filter> filters = new ArrayList<>();
        old.forEach(filter -> {
            String key = filter.path("Key").asText();
            filters.add(
                    new Filter(key, key.equals("Name") ? "BeginsWith" : "Equals", Inputs.strings(filter, "Values")));
        });
        return new ParameterFilters(filters);
    }

    static ParameterFilters ofPath(JsonNode input) {
        return parse(input.path("ParameterFilters"), OF_PATH, false);
    }

    private static ParameterFilters parse(JsonNode filters, List<String> keys, boolean tags) {
        List<Filter> parsed = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (JsonNode each : filters) {
            String key = each.path("Key").asText();
            if (!keys.contains(key) && !(tags && key.startsWith(TAG))) {
                throw AwsException.client(
                        "InvalidFilterKey",
                        "The following filter key is not valid: " + key + ". Valid filter keys include: " + keys + ".");
            }
            if (!seen.add(key)) {
                throw AwsException.client(
                        "InvalidFilterKey",
                        "The following filter is duplicated in the request: " + key
                                + ". A request can contain only one occurrence of a specific filter.");
            }
            Filter filter = new Filter(
                    key,
                    AwsJson.text(each, "Option", key.equals("Path") ? "OneLevel" : "Equals"),
                    Inputs.strings(each, "Values"));
            check(filter);
            parsed.add(filter);
        }
        return new ParameterFilters(parsed);
    }

    private static void check(Filter filter) {
        String key = filter.key();
        List<String> options =
                switch (key) {
                    case "Path" -> List.of("Recursive", "OneLevel");
                    case "Name" -> List.of("BeginsWith", "Equals", "Contains");
                    case "Label" -> List.of("Equals");
                    default -> List.of("BeginsWith", "Equals");
                };
        if (!options.contains(filter.option())) {
            throw AwsException.client(
                    "InvalidFilterOption",
                    "The following filter option is not valid: " + filter.option() + ". Valid options include: "
                            + options + ".");
        }
        if (filter.values().isEmpty() && !key.startsWith(TAG)) {
            throw AwsException.client(
                    "InvalidFilterValue", "The following filter values are missing : null for filter key " + key + ".");
        }
        if (key.equals("Type") || key.equals("Tier")) {
            List<String> known = key.equals("Type") ? TYPES : TIERS;
            for (String value : filter.values()) {
                if (!known.contains(value)) {
                    throw AwsException.client(
                            "InvalidFilterValue",
                            "The following filter value is not valid: " + value + ". Valid values include: " + known
                                    + ".");
                }
            }
        }
        if (key.equals("Path")) {
            filter.values().forEach(ParameterRules::checkPath);
        }
    }

    /** Returns the version with which a parameter is listed; empty when it is not listed. */
    Stream<ParameterVersion> listed(Parameter parameter) {
        return labels().map(labels -> parameter.versions().stream()
                        .filter(version -> version.labels().stream().anyMatch(labels::contains)))
                .orElse(Stream.of(parameter.latest()))
                .limit(1)
                .filter(version -> filters.stream().allMatch(filter -> passes(filter, parameter, version)));
    }

    private Optional<List<String>> labels() {
        return filters.stream()
                .filter(filter -> filter.key().equals("Label"))
                .map(Filter::values)
                .findFirst();
    }

    private static boolean passes(Filter filter, Parameter parameter, ParameterVersion version) {
        String key = filter.key();
        if (key.startsWith(TAG)) {
            String value = parameter.tags().get(key.substring(TAG.length()));
            return value != null && (filter.values().isEmpty() || fits(filter, value));
        }
        return switch (key) {
            case "Name" -> fitsName(filter, parameter.name());
            case "Path" ->
                filter.values().stream()
                        .anyMatch(path ->
                                isBelow(parameter.name(), path, filter.option().equals("Recursive")));
            case "Type" -> fits(filter, version.type());
            case "Tier" -> fits(filter, version.tier());
            case "DataType" -> fits(filter, version.dataType());
            case "KeyId" -> fits(filter, Objects.requireNonNullElse(version.keyId(), ""));
            default -> true;
        };
    }

    /** Returns whether a name matches. A name without a hierarchy may have a leading slash or not. */
    private static boolean fitsName(Filter filter, String name) {
        if (filter.option().equals("Contains")) {
            return fits(filter, name);
        }
        BiPredicate<String, String> fits = filter.option().equals("BeginsWith") ? String::startsWith : String::equals;
        return filter.values().stream().anyMatch(value -> fits.test(withSlash(name), withSlash(value)));
    }

    private static String withSlash(String name) {
        return name.startsWith("/") ? name : "/" + name;
    }

    private static boolean fits(Filter filter, String actual) {
        BiPredicate<String, String> fits =
                switch (filter.option()) {
                    case "BeginsWith" -> String::startsWith;
                    case "Contains" -> String::contains;
                    default -> String::equals;
                };
        return filter.values().stream().anyMatch(value -> fits.test(actual, value));
    }

    static boolean isBelow(String name, String path, boolean recursive) {
        String prefix = path.endsWith("/") ? path : path + "/";
        return withSlash(name).startsWith(prefix)
                && (recursive || withSlash(name).indexOf('/', prefix.length()) < 0);
    }
}
