package io.github.emrlaunch.core.notebook;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Rules of Python modules: a distribution with extras and versions, never an option of pip, a path or a URL.
 *
 * @see <a href="https://packaging.python.org/en/latest/specifications/dependency-specifiers/">Dependency specifiers</a>
 */
final class PythonModules {
    private static final String NAME = "[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?";
    private static final String EXTRAS = "(?:\\[%s(?:,%s)*])?".formatted(NAME, NAME);
    private static final String VERSION = "(?:===?|~=|!=|<=?|>=?)[A-Za-z0-9.*+!_-]+";
    private static final String SPECIFIER = "%s%s(?:%s(?:,%s)*)?".formatted(NAME, EXTRAS, VERSION, VERSION);

    private PythonModules() {}

    /**
     * Checks modules.
     *
     * @throws IllegalArgumentException when pip would take one for something else, or one is there twice
     */
    static void check(List<String> modules) {
        Set<String> names = new HashSet<>();
        for (String module : modules) {
            if (!module.matches(SPECIFIER)) {
                throw new IllegalArgumentException(
                        ("'pythonModules' must be names of modules, with versions if need be, such as pandas or numpy>=1.26,<2, "
                                        + "got: '%s'. Options of pip, paths and URLs go into a bootstrap action of your own")
                                .formatted(module));
            }
            // pip knows no difference between these.
            String name =
                    module.split("[\\[=~!<>]", 2)[0].toLowerCase(Locale.ROOT).replaceAll("[._-]+", "-");
            if (!names.add(name)) {
                throw new IllegalArgumentException(
                        "'pythonModules' has %s twice: pip would take one of the two. Leave one out".formatted(name));
            }
        }
    }
}
