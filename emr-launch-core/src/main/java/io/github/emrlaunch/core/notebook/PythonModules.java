package io.github.emrlaunch.core.notebook;

import io.github.emrlaunch.core.internal.Validation;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rules for Python modules: a distribution with extras, versions and markers in one line of pip, and not an option, a
 * path or a URL.
 *
 * @see <a href="https://packaging.python.org/en/latest/specifications/dependency-specifiers/">Dependency specifiers</a>
 */
final class PythonModules {
    private static final String NAME = "[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?";
    private static final String EXTRAS = "(?: *\\[ *%s(?: *, *%s)* *])?".formatted(NAME, NAME);
    private static final String VERSION = " *(?:===?|~=|!=|<=?|>=?) *[A-Za-z0-9.*+!_-]+ *";
    private static final String VERSIONS = "%s(?:,%s)*".formatted(VERSION, VERSION);
    private static final String OPERAND = " *(?:python_version|python_full_version|os_name|sys_platform"
            + "|platform_(?:machine|python_implementation|release|system|version)|implementation_(?:name|version)|extra"
            + "|'[A-Za-z0-9._ -]*'|\"[A-Za-z0-9._ -]*\") *";
    private static final String COMPARISON =
            "[ (]*%s(?:===?|~=|!=|<=?|>=?|in|not +in)%s[ )]*".formatted(OPERAND, OPERAND);
    private static final String MARKERS = "(?:;%s(?:(?:and|or)%s)*)?".formatted(COMPARISON, COMPARISON);
    private static final Pattern SPECIFIER =
            Pattern.compile("(%s)%s(?:%s| *\\(%s\\))? *%s".formatted(NAME, EXTRAS, VERSIONS, VERSIONS, MARKERS));

    private PythonModules() {}

    /**
     * Checks modules.
     *
     * @throws IllegalArgumentException if pip would treat one as something else, or one is duplicate
     */
    static void check(List<String> modules) {
        Set<String> always = new HashSet<>();
        Set<String> underMarkers = new HashSet<>();
        for (String module : modules) {
            Validation.requireKnown("pythonModules", module, "pip must accept it as a module");
            Matcher specifier = SPECIFIER.matcher(module);
            if (!specifier.matches()) {
                throw new IllegalArgumentException(
                        ("'pythonModules' must be names of modules, with optional versions and markers, such as pandas or numpy>=1.26,<2, "
                                        + "got: '%s'. Options of pip, paths and URLs belong in a bootstrap action")
                                .formatted(module));
            }
            // pip treats these characters as equal.
            String name = specifier.group(1).toLowerCase(Locale.ROOT).replaceAll("[._-]+", "-");
            boolean hasMarkers = module.contains(";");
            boolean isKnown = always.contains(name) || (!hasMarkers && underMarkers.contains(name));
            (hasMarkers ? underMarkers : always).add(name);
            if (isKnown) {
                throw new IllegalArgumentException(
                        "'pythonModules' has %s twice: pip would install one of the two. Remove one, or add markers to both"
                                .formatted(name));
            }
        }
    }
}
